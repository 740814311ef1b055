// Times as other systems write them. Event ids depend on it: a text that it has once accepted keeps its reading for good.

import { type Instant, readInstant } from "./instant.ts";

const EPOCH_SECONDS = /^\d{10}(?:\.\d{1,9})?$/;
const EPOCH_MILLISECONDS = /^\d{13}$/;
// 2024020310 is an hour to some, and a second in 2034 to others.
const HOUR_DIGITS = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])$/;

/** Epoch seconds or milliseconds from 2001 on, as a number or in digits; null for anything else. */
export function readEpoch(value: unknown): Instant | null {
  if (typeof value !== "number" && typeof value !== "string") return null;
  const digits = String(value).trim();
  if (EPOCH_MILLISECONDS.test(digits)) return { at: Number(digits), zoned: true };
  if (!EPOCH_SECONDS.test(digits) || HOUR_DIGITS.test(digits)) return null;
  const at = Math.round(Number(digits) * 1000);
  return at < 1_000_000_000_000 ? null : { at, zoned: true };
}

const MAIL_DATE =
  /^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? {1,3})?(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d{2}:\d{2}(?::\d{2})?)(?: ([+-]\d{4}|[A-Z]{1,3}))?(?: \([^()]{1,40}\))?$/i;

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const ZONES: Readonly<Record<string, string>> = {
  GMT: "Z",
  UT: "Z",
  UTC: "Z",
  Z: "Z",
  EST: "-0500",
  EDT: "-0400",
  CST: "-0600",
  CDT: "-0500",
  MST: "-0700",
  MDT: "-0600",
  PST: "-0800",
  PDT: "-0700",
};

/** A date as mail has it (RFC 2822); null for anything else, or a day that does not exist. */
export function readMailDate(value: unknown): Instant | null {
  if (typeof value !== "string" || value.length > 100) return null;
  const match = MAIL_DATE.exec(value.trim());
  if (match === null) return null;
  const [, day = "", monthName = "", year = "", clock = "", zone = ""] = match;
  const month = String(MONTHS.indexOf(monthName.toLowerCase()) + 1).padStart(2, "0");
  const offset = /^[+-]/.test(zone) || zone === "" ? zone : ZONES[zone.toUpperCase()];
  return offset === undefined
    ? null
    : readInstant(`${year}-${month}-${day.padStart(2, "0")}T${clock}${offset}`);
}
