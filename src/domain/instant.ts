/** A point in time as a text states it: `at` in epoch ms, `zoned` false where the text names no zone and UTC was taken. */
export type Instant = { readonly at: number; readonly zoned: boolean };

const ISO_8601 =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;

/**
 * Reads an ISO 8601 date or date and time; null when the text is none, or names a day that does not exist.
 * Event ids depend on it: a text it has once accepted keeps its reading for good.
 */
export function readInstant(text: string): Instant | null {
  const match = ISO_8601.exec(text.trim());
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const date = utcDay(Number(year), Number(month), Number(day));
  const clock = clockMs(Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0));
  const offset = offsetMs(zone);
  if (date === null || clock === null || offset === null) return null;
  const milliseconds = Number((fraction ?? "").padEnd(3, "0").slice(0, 3));
  return { at: date + clock + milliseconds - offset, zoned: zone !== undefined };
}

/** True for a calendar date without a time of day, as `2026-03-31`. */
export function isDateOnly(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text.trim());
}

function utcDay(year: number, month: number, day: number): number | null {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? date.getTime() : null;
}

// A leap second (:60) is the first of the next minute.
function clockMs(hour: number, minute: number, second: number): number | null {
  if (hour > 23 || minute > 59 || second > 60) return null;
  return ((hour * 60 + minute) * 60 + second) * 1000;
}

function offsetMs(zone: string | undefined): number | null {
  if (zone === undefined || zone === "Z" || zone === "z") return 0;
  const sign = zone.startsWith("-") ? -1 : 1;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(":", "") || 0);
  if (hours > 23 || minutes > 59) return null;
  return sign * (hours * 60 + minutes) * 60_000;
}
