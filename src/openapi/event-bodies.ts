import type { Kind } from "../domain/kinds/kind.ts";
import { KINDS } from "../domain/kinds/registry.ts";
import { isJsonObject, type JsonObject } from "../domain/json.ts";
import { FIELD_NOTES, withNotes } from "./field-notes.ts";
import { convert, type Definitions, SCHEMAS } from "./json-schema.ts";

/** The bodies of a kind as components: one schema for each group of sub-types that have the same fields. */
export function eventBodies(definitions: Definitions): Record<string, JsonObject> {
  return Object.assign({}, ...KINDS.map((kind) => componentsOf(kind, definitions)));
}

/** The name of the component that describes any body of the kind. */
export function bodyName({ name }: Kind): string {
  return `${pascal(name)}Event`;
}

type Body = { readonly name: string; readonly types: readonly string[]; readonly schema: JsonObject };

/** The bodies of a kind: each group of sub-types that have the same fields, with the name of its component. */
export function bodiesOf(kind: Kind, definitions: Definitions): readonly Body[] {
  const groups = [...Map.groupBy(Object.keys(kind.types), kind.schemaFor)];
  return groups.map(([schema, types]) => ({
    types,
    schema: narrowed(convert(schema, definitions), types),
    name: groups.length === 1 ? bodyName(kind) : `${bodyName(kind)}_${types[0] ?? ""}`,
  }));
}

function componentsOf(kind: Kind, definitions: Definitions): Record<string, JsonObject> {
  const bodies = bodiesOf(kind, definitions);
  const components = Object.fromEntries(bodies.map(({ name, schema }) => [name, schema]));
  if (bodies.length === 1) return components;
  const mapping = bodies.flatMap(({ name, types }) => types.map((type) => [type, SCHEMAS + name]));
  return {
    ...components,
    [bodyName(kind)]: {
      oneOf: bodies.map(({ name }) => ({ $ref: SCHEMAS + name })),
      discriminator: { propertyName: "eventType", mapping: Object.fromEntries(mapping) },
    },
  };
}

function narrowed(schema: JsonObject, types: readonly string[]): JsonObject {
  const noted = withNotes(schema, FIELD_NOTES, true);
  const properties = isJsonObject(noted["properties"]) ? noted["properties"] : {};
  const eventType = { type: "string", enum: types, description: "the sub-type" };
  return { title: types.join(", "), ...noted, properties: { ...properties, eventType } };
}

function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
