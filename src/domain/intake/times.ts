import { readInstant } from "../instant.ts";
import { readEpoch, readMailDate } from "../instant-forms.ts";
import type { Field } from "../schema.ts";
import { type Draft, setField, warn } from "./draft.ts";

/** Epoch times and dates as mail has them. */
export function readTime(draft: Draft, { name }: Field): void {
  const value = draft.fields[name];
  if (typeof value === "string" ? readInstant(value) !== null : typeof value !== "number") return;
  const instant = readEpoch(value) ?? readMailDate(value);
  if (instant === null) return;
  const time = new Date(instant.at).toISOString();
  setField(draft, name, time);
  warn(draft, name, "time", `it was read as ${time}; send it as ISO 8601`);
  if (!instant.zoned) {
    const message = "the time names no zone and was read as UTC; add an offset like +0200";
    warn(draft, name, "assumed_utc", message);
  }
}
