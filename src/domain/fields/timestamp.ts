import * as v from "valibot";

import type { Warning } from "../fault.ts";
import { isDateOnly, readInstant } from "../instant.ts";

/** A warning for a time that names no zone; none for a plain date where a date is what is meant. */
export function warnOfAssumedZone(path: string, value: unknown, allowsDate: boolean): Warning[] {
  if (typeof value !== "string" || (allowsDate && isDateOnly(value))) return [];
  if (readInstant(value)?.zoned !== false) return [];
  const message = "the time names no zone and was read as UTC; add Z or an offset like +02:00";
  return [{ path, code: "assumed_utc", message }];
}

const EXPECTED = "an ISO 8601 time like 2026-11-21T10:30:00Z";

/** An ISO 8601 text; understood as the same instant in UTC. */
export const timestamp = v.pipe(
  v.string(),
  v.rawTransform<string, string>(({ dataset, addIssue, NEVER }) => {
    const instant = readInstant(dataset.value);
    if (instant !== null) return new Date(instant.at).toISOString();
    addIssue({ message: "is not a valid time", expected: EXPECTED });
    return NEVER;
  }),
  v.description(EXPECTED),
  v.metadata({ role: "time" }),
);

/** A date, understood as it is, or a timestamp. */
export const dateOrTimestamp = v.pipe(
  v.string(),
  v.rawTransform<string, string>(({ dataset, addIssue, NEVER }) => {
    const instant = readInstant(dataset.value);
    if (instant !== null) {
      return isDateOnly(dataset.value) ? dataset.value.trim() : new Date(instant.at).toISOString();
    }
    addIssue({
      message: "is not a valid date",
      expected: "a date like 2026-11-30 or an ISO 8601 time",
    });
    return NEVER;
  }),
  v.description("a date like 2026-11-30 or an ISO 8601 time"),
  v.metadata({ role: "time" }),
);
