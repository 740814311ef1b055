import * as v from "valibot";

import { toDate } from "../domain/analytics/local-days.ts";
import type { AppContext } from "../http/context.ts";
import { moment } from "../http/analytics/query.ts";
import { wholeNumber } from "../http/query.ts";
import { type AskedRange, MAX_DAYS, type Range, resolveRange } from "../pipeline/analytics/range.ts";
import { workspaceOf } from "./access.ts";
import { fault, type Html, html, NOTHING, raw } from "./elements.ts";
import { answerPage } from "./page.ts";

const LENGTHS = [7, 30, 90];

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
  /** What stands above the choice of the period; the title, unless it is something else. */
  readonly heading?: Html;
  /** Parameters of the address that are to stay when another period is chosen. */
  readonly keeps?: readonly string[];
};

/** A page of figures for the days that its address asks for, or what is wrong with those. */
export async function answerPeriod(
  c: AppContext,
  { title, heading = html`<h1>${title}</h1>`, keeps = [] }: PeriodPage,
  draw: (period: Period) => Promise<Html>,
): Promise<Response> {
  const period = await readPeriod(c);
  const address = addressOf(c, keeps);
  if (typeof period === "string") {
    const content = html`${heading}${form(c, keeps, address, null)}${fault(period)}`;
    return answerPage(c, { title, content }, 400);
  }
  const { range } = period;
  const drawn = await draw(period);
  return answerPage(c, {
    title,
    content: html`${heading}${form(c, keeps, address, range)}${about(range)}${drawn}`,
  });
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
  if (range === null) return `from is not 0 to ${MAX_DAYS - 1} days before to. Choose 1 to ${MAX_DAYS} days.`;
  const link: Period["link"] = (path, parameters = {}) =>
    toAddress(path, [...Object.entries(parameters), ...given]);
  return { range, link };
}

function toAddress(path: string, parameters: readonly (readonly [string, string])[]): string {
  const query = new URLSearchParams(parameters.filter(([, value]) => value !== "").map((pair) => [...pair]));
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

function addressOf(c: AppContext, keeps: readonly string[]): (days: string) => string {
  const kept = keeps.map((name) => [name, c.req.query(name) ?? ""] as const);
  return (days) => toAddress(c.req.path, [...kept, ["days", days]]);
}

function form(
  c: AppContext,
  keeps: readonly string[],
  address: (days: string) => string,
  range: Range | null,
): Html {
  const hidden = keeps.map(
    (name) => html`<input type="hidden" name="${name}" value="${c.req.query(name) ?? ""}">`,
  );
  const [from, to] = range === null ? ["", ""] : [toDate(range.from), toDate(range.to)];
  const isUsual = NAMES.every((name) => (c.req.query(name) ?? "") === "");
  const links = LENGTHS.map((days) => {
    const isChosen = c.req.query("days") === String(days) || (isUsual && days === 30);
    return html`<a class="button" href="${address(String(days))}"${raw(isChosen ? ' aria-current="true"' : "")}>${days} days</a>`;
  });
  return html`<form class="filter period" action="${c.req.path}">${hidden}<nav aria-label="Period" class="choice">${links}</nav>
<label>From<input type="date" name="from" value="${from}"></label><label>To<input type="date" name="to" value="${to}"></label><button>Show</button></form>`;
}

function about({ from, to, previous, calendar }: Range): Html {
  const { timeZone, rebuild } = calendar;
  const moving =
    rebuild === null
      ? NOTHING
      : html` Figures are still moving to the days of this time zone: ${rebuild.done} of ${rebuild.total} events have.`;
  return html`<p class="quiet about">${toDate(from)} to ${toDate(to)}, days of ${timeZone}, beside ${toDate(previous.from)} to ${toDate(previous.to)}.${moving}</p>`;
}

/** How a page names the days before. */
export function pastOf({ from, to }: Range): string {
  return from === to ? "the day before" : `the ${to - from + 1} days before`;
}

/** Says so where figures begin later than the period. */
export function cutNotice(countedSince: string | null): Html {
  return countedSince === null
    ? NOTHING
    : html`<p class="fault">There is more in these days than can be counted at once: figures begin on ${countedSince}. Choose fewer days.</p>`;
}
