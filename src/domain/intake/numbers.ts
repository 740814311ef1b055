import { readAmount, readSeconds } from "../fields/quantity.ts";
import { isBlank } from "../fields/text.ts";
import type { Field } from "../schema.ts";
import { type Draft, removeField, setField, warn } from "./draft.ts";
import { type NumberReading, readNumberText } from "./number-text.ts";

/** Numbers written for people; what may be two numbers stays a text. */
export function readNumber(draft: Draft, { name, role }: Field): void {
  const value = draft.fields[name];
  if (typeof value !== "string" || isBlank(value)) return;
  if ((role === "amount" ? readAmount(value) : readSeconds(value)) !== null) return;
  const reading = role === "amount" ? readNumberText(value) : readDuration(value);
  if (reading === null) return;
  if (reading === "unclear") {
    draft.unclear = { ...draft.unclear, [name]: value };
    removeField(draft, name);
    warn(draft, name, "unclear_number", "it may mean two different numbers and stays a text; send a number");
    return;
  }
  setField(draft, name, reading.value);
  warn(draft, name, "number", `it was read as ${reading.value}; send a number`);
  if (reading.currency !== null && isBlank(draft.fields["currency"])) {
    setField(draft, "currency", reading.currency);
  }
}

/** `12:30` may be minutes or hours. */
function readDuration(text: string): NumberReading {
  if (/^\s*\d{1,3}:[0-5]\d\s*$/.test(text)) return "unclear";
  const reading = readNumberText(text);
  const isPlain = /^[\d.,'’\s]*$/.test(text);
  return isPlain ? reading : null;
}
