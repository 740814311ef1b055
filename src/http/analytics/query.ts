import * as v from "valibot";

import { DAY_MS } from "../../domain/analytics/local-days.ts";
import type { Fault } from "../../domain/fault.ts";
import { isDateOnly, readInstant } from "../../domain/instant.ts";
import {
  type AskedRange,
  MAX_DAYS,
  type Moment,
  type Range,
  resolveRange,
} from "../../pipeline/analytics/range.ts";
import type { AppContext } from "../context.ts";
import type { Failure } from "../problem.ts";
import { instantText, pageLimit } from "../query.ts";
import { readPlace } from "./place.ts";

/** A day, or a time on one. */
export const moment = v.pipe(
  instantText,
  v.transform((text): Moment => {
    const at = readInstant(text)?.at ?? 0;
    return isDateOnly(text) ? { day: Math.floor(at / DAY_MS) } : { at };
  }),
  v.description("a day like 2026-11-01 of the workspace's time zone, or a time on it"),
);

/** What every page of figures can be asked for. */
export const rangeEntries = {
  startDate: v.optional(moment),
  endDate: v.optional(moment),
  format: v.optional(v.picklist(["json", "csv"])),
};

const order = v.optional(v.picklist(["desc", "asc"]), "desc");

/** The same and what every list can be asked for. */
export function listEntries<const Sorts extends readonly [string, ...string[]]>(sorts: Sorts) {
  return {
    ...rangeEntries,
    sort: v.optional(v.picklist(sorts), sorts[0]),
    order,
    limit: pageLimit,
    cursor: v.optional(v.string()),
  };
}

export type RangeReading =
  | { readonly ok: true; readonly range: Range }
  | { readonly ok: false; readonly failure: Failure };

/** The days that a query asks for, or what is wrong with them. */
export async function readRange(c: AppContext, query: AskedRange): Promise<RangeReading> {
  const workspaceId = c.get("holder").key.workspaceId;
  const range = await resolveRange(c.get("db"), workspaceId, query, c.get("now"));
  if (range !== null) return { ok: true, range };
  const fault: Fault = {
    path: "startDate",
    code: "invalid_value",
    message: `startDate is not 0 to ${MAX_DAYS - 1} days before endDate, or before today without one`,
    expected: `a range of 1 to ${MAX_DAYS} days`,
    received: "another range",
  };
  return { ok: false, failure: { code: "invalid_request", faults: [fault] } };
}

export type PlaceReading =
  | { readonly ok: true; readonly after: readonly [value: string | number, key: string] | null }
  | { readonly ok: false; readonly failure: Failure };

/** Where a page is to go on. */
export function readAfter(c: AppContext, list: string, cursor: string | undefined): PlaceReading {
  if (cursor === undefined) return { ok: true, after: null };
  const after = readPlace(c.get("holder").key.workspaceId, list, cursor);
  return after === null
    ? { ok: false, failure: { code: "not_found", what: "such cursor" } }
    : { ok: true, after };
}

/** The same for a list by time; a cursor of another form is of no such list. */
export function readAfterTime(c: AppContext, list: string, cursor: string | undefined) {
  const reading = readAfter(c, list, cursor);
  if (!reading.ok || reading.after === null) return { ...reading, after: null };
  const [at, id] = reading.after;
  return { ok: true, after: [Number(at), id] } as const;
}
