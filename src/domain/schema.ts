import * as v from "valibot";

import { isBlank } from "./fields/text.ts";
import { isJsonObject, type JsonObject } from "./json.ts";

type Schema = v.GenericSchema;

/**
 * The body without the blank fields that the schema knows, at every depth that it describes: they count as
 * absent. Fields that it does not know belong to the sender and stay as they are.
 */
export function withoutBlanks(schema: Schema, value: unknown): unknown {
  const shape = shapeFor(schema, value);
  if (Array.isArray(value)) {
    const item = "item" in shape ? asSchema(shape.item) : null;
    return item === null ? value : value.map((inner) => withoutBlanks(item, inner));
  }
  if (!isJsonObject(value)) return value;
  const entries = entriesOf(shape);
  const kept: [string, unknown][] = [];
  for (const [name, inner] of Object.entries(value)) {
    const entry = Object.hasOwn(entries, name) ? asSchema(entries[name]) : null;
    if (entry === null) kept.push([name, inner]);
    else if (!isBlank(inner) || (inner !== null && mayBeEmpty(entry)))
      kept.push([name, withoutBlanks(entry, inner)]);
  }
  return Object.fromEntries(kept);
}

/** What a field is to be: its `v.description`, else its type in words; undefined where the schema says nothing. */
export function describeField(schema: Schema, path: readonly unknown[]): string | undefined {
  const field = fieldAt(schema, path);
  if (field === null) return undefined;
  const unwrapped = "wrapped" in field ? (asSchema(field.wrapped) ?? field) : field;
  return v.getDescription(unwrapped) ?? TYPE_WORDS[unwrapped.type];
}

/** The names of the fields of the object at the path, as far as the schema knows them. */
export function fieldNames(schema: Schema, path: readonly unknown[]): readonly string[] {
  const field = fieldAt(schema, path);
  return field === null ? [] : Object.keys(entriesOf(shapeFor(field, {})));
}

function fieldAt(schema: Schema, path: readonly unknown[]): Schema | null {
  let current: Schema | null = schema;
  for (const key of path) {
    if (current === null) return null;
    const shape = shapeFor(current, typeof key === "number" ? [] : {});
    current = "item" in shape ? asSchema(shape.item) : asSchema(entriesOf(shape)[String(key)]);
  }
  return current;
}

/** True for the path of a field that the schema names itself, not for one that a sender added. */
export function hasField(schema: Schema, path: readonly (string | number)[]): boolean {
  let current: Schema | null = schema;
  for (const key of path) {
    if (current === null) return false;
    const shape = shapeFor(current, typeof key === "number" ? [] : {});
    const isItem = typeof key === "number" && "item" in shape;
    const entries = entriesOf(shape);
    if (isItem) current = asSchema(shape.item);
    else current = Object.hasOwn(entries, key) ? asSchema(entries[key]) : null;
  }
  return current !== null;
}

const TYPE_WORDS: Readonly<Record<string, string>> = { string: "text", array: "a list", record: "an object" };

/** The schema itself beneath optional, pipe and, for the kind of value at hand, union. */
function shapeFor(schema: Schema, value: unknown): Schema {
  if ("wrapped" in schema) return shapeFor(asSchema(schema.wrapped) ?? schema, value);
  if ("options" in schema && schema.type === "union" && Array.isArray(schema.options)) {
    const shapes = schema.options.map((option: unknown) => shapeFor(asSchema(option) ?? schema, value));
    return shapes.find((shape) => (Array.isArray(value) ? "item" in shape : "entries" in shape)) ?? schema;
  }
  return schema;
}

function entriesOf(shape: Schema): JsonObject {
  return "entries" in shape && isJsonObject(shape.entries) ? shape.entries : {};
}

function mayBeEmpty(schema: Schema): boolean {
  const shape = shapeFor(schema, "");
  return pipeOf(shape).some(
    (item) => item.type === "metadata" && "metadata" in item && isMayBeEmpty(item.metadata),
  );
}

function isMayBeEmpty(metadata: unknown): boolean {
  return isJsonObject(metadata) && metadata["mayBeEmpty"] === true;
}

function pipeOf(schema: Schema): readonly { readonly type: string }[] {
  return "pipe" in schema && Array.isArray(schema.pipe) ? schema.pipe : [];
}

function asSchema(value: unknown): Schema | null {
  return isSchema(value) ? value : null;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "schema";
}
