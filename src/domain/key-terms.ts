import { isDateOnly, readInstant } from "./instant.ts";

// What may be said of a key, wherever it is made: on the command line or over HTTP.

const DAY_MS = 24 * 60 * 60 * 1000;

/** How long a key may work on after another has taken its place. */
export const MAX_GRACE_DAYS = 30;

/** The most characters of a label or a name. */
export const MAX_LINE = 100;

/** A label or a name without the blanks around it; null for what is not one line of 1 to MAX_LINE characters. */
export function readLine(given: string): string | null {
  const text = given.trim();
  return text !== "" && text.length <= MAX_LINE && !/\p{Cc}/u.test(text) ? text : null;
}

/** A provider name in upper case; null for what is not one word. */
export function readProviderName(given: string): string | null {
  const provider = given.toUpperCase();
  return /^[A-Z0-9_-]{1,32}$/.test(provider) ? provider : null;
}

/** When a key ends, in epoch ms: a date means the end of that day in UTC. Null for what is neither date nor time. */
export function readEnd(given: string): number | null {
  const instant = readInstant(given);
  if (instant === null) return null;
  return isDateOnly(given) ? instant.at + DAY_MS : instant.at;
}
