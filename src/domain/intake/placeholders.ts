import { brief } from "../fault.ts";
import { isBlank } from "../fields/text.ts";
import { isJsonObject, type JsonObject } from "../json.ts";
import type { Field } from "../schema.ts";
import { type Draft, removeField, setField, warn } from "./draft.ts";

const PLACEHOLDERS = new Set(["null", "undefined", "n/a"]);
const MAX_CHARACTERS = 20;

/** Takes away an optional field that holds what a template left where a value was missing. */
export function dropPlaceholder(draft: Draft, { name, isOptional }: Field): void {
  const value = draft.fields[name];
  if (!isOptional || !isPlaceholder(value)) return;
  removeField(draft, name);
  warnOf(draft, name, value);
}

const PERSON_FIELDS = ["email", "name", "profileUrl"];

/** The same inside people. */
export function dropPlaceholdersInPeople(draft: Draft, { name, role }: Field): void {
  const value = draft.fields[name];
  const optional = role === "addressee" ? ["name"] : PERSON_FIELDS;
  const isTouched = (person: unknown): person is JsonObject =>
    isJsonObject(person) && optional.some((field) => isPlaceholder(person[field]));
  if (isTouched(value)) setField(draft, name, withoutPlaceholders(draft, value, optional, name));
  if (!Array.isArray(value)) return;
  const items: readonly unknown[] = value;
  if (!items.some(isTouched)) return;
  const people = items.map((item, index) =>
    isTouched(item) ? withoutPlaceholders(draft, item, optional, `${name}[${index}]`) : item,
  );
  setField(draft, name, people);
}

/** Something must be left to know a person by. */
function withoutPlaceholders(
  draft: Draft,
  person: JsonObject,
  optional: readonly string[],
  path: string,
): JsonObject {
  const gone = optional.filter((name) => isPlaceholder(person[name]));
  const left = PERSON_FIELDS.filter((name) => !gone.includes(name));
  if (left.every((name) => isBlank(person[name]))) return person;
  for (const name of gone) warnOf(draft, `${path}.${name}`, person[name]);
  return Object.fromEntries(Object.entries(person).filter(([name]) => !gone.includes(name)));
}

function isPlaceholder(value: unknown): boolean {
  return (
    typeof value === "string" &&
    value.length <= MAX_CHARACTERS &&
    PLACEHOLDERS.has(value.trim().toLowerCase())
  );
}

function warnOf(draft: Draft, path: string, value: unknown): void {
  warn(draft, path, "placeholder", `${brief(value)} looks like a missing value and counts as absent`);
}
