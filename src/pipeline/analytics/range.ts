import { beginOf, DAY_MS, dayAt, toDate } from "../../domain/analytics/local-days.ts";
import { type Calendar, readCalendar } from "../../storage/analytics-calendar.ts";
import { persist } from "../../storage/d1.ts";

export const MAX_DAYS = 366;
const USUAL_DAYS = 30;

/** Whole days of a workspace, with both their ends. */
export type Days = {
  readonly from: number;
  readonly to: number;
  /** Epoch ms of the first and of the last moment. */
  readonly fromAt: number;
  readonly toAt: number;
};

export type Range = Days & {
  /** As many days just before. */
  readonly previous: Days;
  readonly calendar: Calendar;
};

/** A day, or the day that a moment falls on. */
export type Moment = { readonly day: number } | { readonly at: number };

export type AskedRange = {
  readonly startDate?: Moment | undefined;
  readonly endDate?: Moment | undefined;
  /** How many, where no day begins them. */
  readonly days?: number | undefined;
};

/** The days that are asked for, the last 30 unless something else is; null for none and for more than MAX_DAYS. */
export async function resolveRange(
  db: D1Database,
  workspaceId: string,
  { startDate, endDate, days = USUAL_DAYS }: AskedRange,
  now: number,
): Promise<Range | null> {
  const about = [startDate ?? endDate ?? { at: now }, endDate ?? { at: now }].map(toRoughAt);
  const margin = (2 * MAX_DAYS + 2) * DAY_MS;
  const calendar = await persist(() =>
    readCalendar(db, workspaceId, Math.min(...about) - margin, Math.max(...about) + margin),
  );
  const { offsets } = calendar;
  const dayOf = (moment: Moment) => ("day" in moment ? moment.day : dayAt(moment.at, offsets));
  const asked = startDate === undefined ? null : dayOf(startDate);
  const to = endDate === undefined ? Math.max(dayAt(now, offsets), asked ?? 0) : dayOf(endDate);
  const from = asked ?? to - days + 1;
  const count = to - from + 1;
  if (count < 1 || count > MAX_DAYS) return null;
  const toDays = (first: number, last: number): Days => ({
    from: first,
    to: last,
    fromAt: beginOf(first, offsets),
    toAt: beginOf(last + 1, offsets) - 1,
  });
  return { ...toDays(from, to), previous: toDays(from - count, from - 1), calendar };
}

/** What is to be said of a range beside all figures of it. */
export function describeRange({ from, to, previous, calendar }: Range) {
  return {
    timeZone: calendar.timeZone,
    startDate: toDate(from),
    endDate: toDate(to),
    previousStartDate: toDate(previous.from),
    previousEndDate: toDate(previous.to),
    rebuild: calendar.rebuild,
  };
}

function toRoughAt(moment: Moment): number {
  return "day" in moment ? moment.day * DAY_MS : moment.at;
}
