import * as v from "valibot";

import { isJsonObject, readJson } from "../json.ts";
import type { Field } from "../schema.ts";
import { type Draft, setField, warn } from "./draft.ts";

/** Objects and lists that came as JSON text, as they do from what knows texts only. */
export function readJsonText(draft: Draft, field: Field): void {
  const value = draft.fields[field.name];
  if (typeof value !== "string" || !/^\s*["[{]/.test(value)) return;
  const parsed = parseLayers(value);
  if (!Array.isArray(parsed) && !isJsonObject(parsed)) return;
  // What the contract takes as a text is one, unless it is as good as what is in it.
  if (!isMeant(field, parsed) || (v.is(field.schema, value) && !isAccepted(field, parsed))) return;
  setField(draft, field.name, parsed);
  draft.isRestructured = true;
  warn(draft, field.name, "json_in_text", "it is JSON inside a text and was unpacked; send it as it is");
}

function isMeant({ role }: Field, parsed: object): boolean {
  if (role === "content")
    return ["text", "html"].some((name) => typeof Reflect.get(parsed, name) === "string");
  if (role === "transcript") return Array.isArray(parsed) && parsed.length > 0;
  return role !== "metadata" || !Array.isArray(parsed);
}

function isAccepted({ role, schema }: Field, parsed: unknown): boolean {
  // Lines of text become turns in a later step.
  if (role === "transcript" && Array.isArray(parsed) && parsed.every(isLine))
    return parsed.some((line) => line.trim() !== "");
  return v.is(schema, parsed);
}

function isLine(value: unknown): value is string {
  return typeof value === "string";
}

const MAX_LAYERS = 2;

function parseLayers(text: string): unknown {
  let value: unknown = text;
  for (let layer = 0; layer < MAX_LAYERS && typeof value === "string"; layer++) {
    const json = readJson(value.trim());
    if (!json.ok) return null;
    ({ value } = json);
  }
  return value;
}
