import { isJsonObject, type JsonObject } from "../domain/json.ts";
import type { Kind } from "../domain/kinds/kind.ts";
import { KINDS } from "../domain/kinds/registry.ts";
import { bodiesOf } from "./event-bodies.ts";
import { type Definitions, SCHEMAS } from "./json-schema.ts";

/** The component that describes an event of an import. */
export const IMPORTED_EVENT = "ImportedEvent";

/** The bodies of all kinds as components once more, with what an import wants of each event beside them. */
export function importedEvents(definitions: Definitions): Record<string, JsonObject> {
  const bodies = KINDS.flatMap((kind) =>
    bodiesOf(kind, definitions).map(({ name, types, schema }) => ({
      name: `Imported${name}`,
      schema: imported(kind, types, schema),
    })),
  );
  return {
    [IMPORTED_EVENT]: { oneOf: bodies.map(({ name }) => ({ $ref: SCHEMAS + name })) },
    ...Object.fromEntries(bodies.map(({ name, schema }) => [name, schema])),
  };
}

function imported(kind: Kind, types: readonly string[], schema: JsonObject): JsonObject {
  const { name, category, assumedType } = kind;
  const isAssumed = assumedType !== undefined && types.includes(assumedType);
  const { properties, required } = schema;
  const names: readonly unknown[] = Array.isArray(required) ? required : [];
  const { eventType, ...others } = isJsonObject(properties) ? properties : {};
  const description = isAssumed ? `the sub-type; ${assumedType} where it is absent` : "the sub-type";
  return {
    ...schema,
    title: `${category.toLowerCase()}: ${types.join(", ")}`,
    properties: {
      type: { type: "string", enum: [category.toLowerCase(), name], description: "what the event is" },
      sourceProviderName: {
        type: ["string", "null"],
        description: "where it comes from, as one word; the connection of the key where it is absent",
      },
      ...others,
      eventType: { ...Object(eventType), description },
    },
    required: ["type", ...names.filter((field) => field !== "eventType" || !isAssumed)],
  };
}
