import * as v from "valibot";

import { isBlank } from "./fields/text.ts";
import { isJsonObject, type JsonObject } from "./json.ts";

type Schema = v.GenericSchema;

/**
 * The body without the blank fields that the schema knows, at every depth that it describes: they count as
 * absent. Fields that it does not know belong to the sender and stay as they are. The very same value where there is
 * nothing to take away.
 */
export function withoutBlanks(schema: Schema, value: unknown): unknown {
  const cleaner = cleanerOf(schema);
  return cleaner === null ? value : cleaner(value);
}

type Cleaner = (value: unknown) => unknown;

type Entry = { readonly mayBeEmpty: boolean; readonly cleaner: Cleaner | null };

const cleaners = new WeakMap<Schema, { readonly cleaner: Cleaner | null }>();

/** Null when there is nothing that the schema could take away. Looked into once: that takes longer than the cleaning. */
function cleanerOf(schema: Schema): Cleaner | null {
  const known = cleaners.get(schema);
  if (known !== undefined) return known.cleaner;
  const list = shapeFor(schema, []);
  const item = "item" in list ? asSchema(list.item) : null;
  const cleanItem = item === null ? null : cleanerOf(item);
  const entries = new Map<string, Entry>();
  for (const [name, inner] of Object.entries(entriesOf(shapeFor(schema, {})))) {
    const entry = asSchema(inner);
    if (entry !== null) entries.set(name, { mayBeEmpty: mayBeEmpty(entry), cleaner: cleanerOf(entry) });
  }
  const cleaner = createCleaner(cleanItem, entries);
  cleaners.set(schema, { cleaner });
  return cleaner;
}

function createCleaner(cleanItem: Cleaner | null, entries: ReadonlyMap<string, Entry>): Cleaner | null {
  if (cleanItem === null && entries.size === 0) return null;
  return (value) => {
    if (Array.isArray(value)) return cleanItem === null ? value : cleanItems(value, cleanItem);
    return isJsonObject(value) ? cleanFields(value, entries) : value;
  };
}

function cleanItems(items: readonly unknown[], cleanItem: Cleaner): readonly unknown[] {
  const kept = items.map(cleanItem);
  return kept.every((item, index) => item === items[index]) ? items : kept;
}

function cleanFields(fields: JsonObject, entries: ReadonlyMap<string, Entry>): JsonObject {
  let isClean = true;
  const kept: [string, unknown][] = [];
  for (const [name, value] of Object.entries(fields)) {
    const entry = entries.get(name);
    if (entry !== undefined && isBlank(value) && (value === null || !entry.mayBeEmpty)) {
      isClean = false;
      continue;
    }
    const cleaned = entry?.cleaner?.(value) ?? value;
    isClean &&= cleaned === value;
    kept.push([name, cleaned]);
  }
  return isClean ? fields : Object.fromEntries(kept);
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

/** What a field of an event holds, as far as a sender's way of writing it can be told. */
export type Role =
  | "addressee"
  | "person"
  | "content"
  | "metadata"
  | "transcript"
  | "time"
  | "seconds"
  | "amount";

const ROLES: readonly Role[] = [
  "addressee",
  "person",
  "content",
  "metadata",
  "transcript",
  "time",
  "seconds",
  "amount",
];

/** A field of the event itself. */
export type Field = {
  readonly name: string;
  /** Undefined for one that is taken as it comes. Of a list the role of its items. */
  readonly role: Role | undefined;
  readonly isList: boolean;
  readonly isOptional: boolean;
  readonly schema: Schema;
};

const fieldsBySchema = new WeakMap<Schema, ReadonlyMap<string, Field>>();

/** The fields of the event itself by their names. */
export function topFields(schema: Schema): ReadonlyMap<string, Field> {
  const known = fieldsBySchema.get(schema);
  if (known !== undefined) return known;
  const fields = new Map(
    Object.entries(entriesOf(shapeFor(schema, {}))).flatMap(([name, inner]) => {
      const entry = asSchema(inner);
      return entry === null ? [] : [[name, toField(name, entry)] as const];
    }),
  );
  fieldsBySchema.set(schema, fields);
  return fields;
}

function toField(name: string, entry: Schema): Field {
  const isOptional = entry.type === "optional";
  const schema = "wrapped" in entry ? (asSchema(entry.wrapped) ?? entry) : entry;
  const own = roleOf(schema);
  const item = schema.type === "array" && "item" in schema ? asSchema(schema.item) : null;
  const role = own ?? (item === null ? undefined : roleOf(item));
  return { name, role, isList: item !== null || own === "transcript", isOptional, schema };
}

function roleOf(schema: Schema): Role | undefined {
  const role = v.getMetadata(schema)["role"];
  return ROLES.find((known) => known === role);
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
