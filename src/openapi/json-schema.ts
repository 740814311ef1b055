import { type ConversionConfig, toJsonSchema, toJsonSchemaDefs } from "@valibot/to-json-schema";
import * as v from "valibot";

import { isJsonObject, type JsonObject } from "../domain/json.ts";
import { compacted } from "./compact.ts";
import { TURN } from "./turn.ts";

export type Definitions = Readonly<Record<string, v.GenericSchema>>;

export const SCHEMAS = "#/components/schemas/";

/** The schemas as JSON Schema 2020-12, of what goes in, each a component that the others refer to by its name. */
export function convertDefinitions(definitions: Definitions): Record<string, JsonObject> {
  const converted = toJsonSchemaDefs({ ...definitions }, CONFIG);
  return Object.fromEntries(
    Object.entries(definitions).map(([name, schema]) => [name, finish(schema, converted[name])]),
  );
}

/** One schema as JSON Schema 2020-12, with references to the definitions that it holds. */
export function convert(schema: v.GenericSchema, definitions: Definitions): JsonObject {
  const { $schema: _, $defs: __, ...converted } = toJsonSchema(schema, { ...CONFIG, definitions });
  return finish(schema, converted);
}

const CONFIG: ConversionConfig = {
  target: "draft-2020-12",
  typeMode: "input",
  // What a function checks is in the descriptions: JSON Schema has no words for it.
  errorMode: "ignore",
  overrideRef: ({ referenceId }) => `${SCHEMAS}${referenceId}`,
  overrideSchema({ valibotSchema, jsonSchema }) {
    if (valibotSchema.type === "custom") return { type: "object" };
    if (valibotSchema.type === "lazy") return TURN;
    if ("entries" in valibotSchema && isJsonObject(valibotSchema.entries)) {
      for (const [name, entry] of Object.entries(valibotSchema.entries)) {
        const property = jsonSchema.properties?.[name];
        if (isSchema(entry) && typeof property === "object") Object.assign(property, wordsOf(entry));
      }
    }
    if ("item" in valibotSchema && isSchema(valibotSchema.item) && isJsonObject(jsonSchema.items)) {
      Object.assign(jsonSchema.items, wordsOf(valibotSchema.item));
    }
    return jsonSchema;
  },
  overrideAction({ valibotAction, jsonSchema }) {
    if (!("someOf" in valibotAction) || !Array.isArray(valibotAction.someOf)) return null;
    return { ...jsonSchema, anyOf: valibotAction.someOf.map((name: string) => ({ required: [name] })) };
  },
};

/** What the conversion leaves out: it ends at the first transformation of a pipe, and the words stand behind that. */
function wordsOf(schema: v.GenericSchema): JsonObject {
  const inner = "wrapped" in schema && isSchema(schema.wrapped) ? schema.wrapped : schema;
  const description = v.getDescription(schema) ?? v.getDescription(inner);
  return { ...(description === undefined ? {} : { description }), ...numberOf(schema, inner) };
}

/** A number that comes as text, as all of a query does. */
function numberOf(schema: v.GenericSchema, inner: v.GenericSchema): JsonObject {
  const actions = flatten(inner);
  if (!actions.some(({ type }) => type === "to_number")) return {};
  const bound = (type: string) => actions.find((action) => action.type === type)?.requirement;
  const given = "default" in schema ? schema.default : undefined;
  return {
    type: "integer",
    pattern: undefined,
    minimum: bound("min_value"),
    maximum: bound("max_value"),
    default: given === undefined ? undefined : Number(given),
  };
}

type Action = { readonly type: string; readonly requirement?: unknown };

function flatten(schema: v.GenericSchema): readonly Action[] {
  if (!("pipe" in schema) || !Array.isArray(schema.pipe)) return [];
  const items: readonly unknown[] = schema.pipe;
  return items
    .filter(isAction)
    .flatMap((item) => (isSchema(item) && "pipe" in item ? flatten(item) : [item]));
}

function isAction(value: unknown): value is Action {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function isSchema(value: unknown): value is v.GenericSchema {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "schema";
}

function finish(schema: v.GenericSchema, converted: unknown): JsonObject {
  const described = { ...(isJsonObject(converted) ? converted : {}), ...wordsOf(schema) };
  const plain: unknown = JSON.parse(JSON.stringify(described));
  const compact = compacted(plain);
  return isJsonObject(compact) ? compact : {};
}
