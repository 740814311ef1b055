import * as v from "valibot";

import { toDate } from "../domain/analytics/local-days.ts";
import type { AppContext } from "../http/context.ts";
import { moment } from "../http/analytics/query.ts";
import { wholeNumber } from "../http/query.ts";
import { type AskedRange, MAX_DAYS, type Range, resolveRange } from "../pipeline/analytics/range.ts";
import { workspaceOf } from "./access.ts";
import { type Html, shown } from "./elements.ts";
import { fragment, type Slots } from "./fragment.ts";
import { answerPage } from "./page.ts";

const LENGTHS = ["7", "30", "90"];

const NAMES = ["from", "to", "days"] as const;

const schema = v.object({
  from: v.optional(moment),
  to: v.optional(moment),
  days: v.optional(wholeNumber(1)),
});

export type Period = {
  readonly range: Range;
  /** An address with the same period. Parameters that are blank are left out. */
  readonly link: (path: string, parameters?: Readonly<Record<string, string>>) => string;
};

type PeriodPage = {
  readonly title: string;
  /** Of a page of one campaign, which leads back to all. */
  readonly campaign?: 1 | null;
  /** Parameters of the address that are to stay when another period is chosen. */
  readonly keeps?: readonly string[];
};

/** With `countedSince` where figures begin later than the period, and `figures` where they are to be explained. */
type Drawn = Slots & { readonly content: Html };

/** A page of figures for the days that its address asks for, or what is wrong with those. */
export async function answerPeriod(
  c: AppContext,
  { title, campaign = null, keeps = [] }: PeriodPage,
  draw: (period: Period) => Promise<Drawn>,
): Promise<Response> {
  const period = await readPeriod(c);
  const isWrong = typeof period === "string";
  const slots = isWrong ? { fault: period } : { ...about(period.range), ...(await draw(period)) };
  const content = await fragment(c, "period", {
    heading: shown(title),
    campaign,
    ...formSlots(c, keeps),
    ...slots,
  });
  return answerPage(c, { title, content }, isWrong ? 400 : 200);
}

/** The period of a page's address, or why it has none. */
export async function readPeriod(c: AppContext): Promise<Period | string> {
  const given = NAMES.map((name) => [name, c.req.query(name)?.trim() ?? ""] as const);
  const reading = v.safeParse(schema, Object.fromEntries(given.filter(([, text]) => text !== "")));
  if (!reading.success) {
    const [{ path, message }] = reading.issues;
    return `${String(path?.[0]?.key)} ${message}. Choose a day like 2026-11-01.`;
  }
  const { from, to, days } = reading.output;
  const asked: AskedRange = { startDate: from, endDate: to, days };
  const range = await resolveRange(c.get("db"), workspaceOf(c), asked, c.get("now"));
  if (range === null) return `From is after To, or they span more than ${MAX_DAYS} days.`;
  const link: Period["link"] = (path, parameters = {}) =>
    toAddress(path, [...Object.entries(parameters), ...given]);
  return { range, link };
}

function toAddress(path: string, parameters: readonly (readonly [string, string])[]): string {
  const query = new URLSearchParams(parameters.filter(([, value]) => value !== "").map((pair) => [...pair]));
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

function formSlots(c: AppContext, keeps: readonly string[]): Slots {
  const kept = keeps.map((name) => [name, c.req.query(name) ?? ""] as const);
  const [from = "", to = "", asked = ""] = NAMES.map((name) => c.req.query(name));
  const chosen = from + to + asked === "" ? "30" : asked;
  return {
    path: c.req.path,
    // Also of a period that there is not, for who typed it to mend.
    from,
    to,
    kept: kept.map(([name, value]) => ({ name, value })),
    lengths: LENGTHS.map((days) => ({
      days,
      link: toAddress(c.req.path, [...kept, ["days", days]]),
      isChosen: String(days === chosen),
    })),
  };
}

function about({ from, to, previous, calendar }: Range): Slots {
  const { timeZone, rebuild } = calendar;
  return {
    from: toDate(from),
    to: toDate(to),
    timeZone,
    previousFrom: toDate(previous.from),
    previousTo: toDate(previous.to),
    moving: rebuild === null ? [] : [rebuild],
  };
}

/** How a page names the days before. */
export function pastOf({ from, to }: Range): string {
  return from === to ? "the day before" : `the ${to - from + 1} days before`;
}
