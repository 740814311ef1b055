import { isJsonObject, type JsonObject } from "../domain/json.ts";

export type Field = {
  /** Where it stands in the event: `to[0].email`. */
  readonly path: string;
  readonly value: unknown;
};

// Its turns come and go together: a sender has the whole or nothing.
const WHOLE = "transcript";

/** What a sender fills in one by one, in the order of the event. */
export function fieldsOf(event: JsonObject): readonly Field[] {
  const fields: Field[] = [];
  replaceFields(event, (field) => fields.push(field));
  return fields;
}

/** The event with something else in the place of every field. */
export function replaceFields(event: JsonObject, replace: (field: Field) => unknown): JsonObject {
  return replaceInside(event, "", replace);
}

function replaceInside(event: JsonObject, above: string, replace: (field: Field) => unknown): JsonObject {
  const entries = Object.entries(event);
  return Object.fromEntries(entries.map(([name, value]) => [name, replaceAt(above + name, value, replace)]));
}

function replaceAt(path: string, value: unknown, replace: (field: Field) => unknown): unknown {
  if (isJsonObject(value)) return replaceInside(value, `${path}.`, replace);
  if (!Array.isArray(value) || path === WHOLE) return replace({ path, value });
  return value.map((inner, index) => replaceAt(`${path}[${index}]`, inner, replace));
}

/** A name without dots and brackets: `to_email`, `participants_2_email`. */
export function toVariable(path: string): string {
  return wordsOf(path).join("_");
}

/** What a column with such values is called: `To email`. */
export function toColumn(path: string): string {
  const words = wordsOf(path).join(" ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function wordsOf(path: string): readonly string[] {
  return path
    .replaceAll("[0]", "")
    .replaceAll(/\[(\d+)\]/g, (_, index: string) => `.${Number(index) + 1}`)
    .replaceAll(/[A-Z]/g, (letter) => `.${letter.toLowerCase()}`)
    .split(".");
}
