import type { JsonObject } from "../json.ts";

// The names that encoders write are letters, digits, escapes and what a path needs. No JSON text begins so.
const FIRST_NAME = /^\s*[\w.%+*\-[\]]{1,200}=/;

/** True for what `application/x-www-form-urlencoded` looks like, whatever type it came with. */
export function isFormData(text: string): boolean {
  return FIRST_NAME.test(text) && !/^\s*\[/.test(text);
}

/** Nothing else has so many, and telling them apart takes long. */
export const MAX_FORM_FIELDS = 20_000;

/** At least as many as there are different fields. */
export function countFormFields(text: string): number {
  let count = 1;
  for (let at = text.indexOf("&"); at >= 0; at = text.indexOf("&", at + 1)) count++;
  return count;
}

/** The fields by their names as they stand; a name that comes again has a list of its texts. */
export function readFormData(text: string): JsonObject {
  const fields = new Map<string, string | string[]>();
  for (const [name, value] of new URLSearchParams(text.trim())) {
    const before = fields.get(name);
    if (before === undefined) fields.set(name, value);
    else if (typeof before === "string") fields.set(name, [before, value]);
    else before.push(value);
  }
  return Object.fromEntries(fields);
}
