import { isJsonObject } from "./json.ts";

// A list may be wrong in half a million places; nobody reads more than the first.
export const MAX_FAULTS = 100;
export const MAX_WARNINGS = 100;
const CHECKED_ITEMS = 1_000;

/** The value with no more of its lists than is looked at, so that one that is wrong throughout makes no more faults. */
export function withShortLists(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, CHECKED_ITEMS);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withShortLists(inner)]));
}
