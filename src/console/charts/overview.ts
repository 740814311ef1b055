import { CALL_TYPES, STAGES } from "../../domain/analytics/figures.ts";
import { rateOf } from "../../domain/analytics/touches.ts";
import type { readOverview } from "../../pipeline/analytics/overview.ts";
import { count, duration, share } from "../figures.ts";
import type { Slots } from "../fragment.ts";
import { barChart, columnChart } from "./chart.ts";
import { daysPerColumn, inGroups, WEEK_DAYS } from "./marks.ts";

type Overview = Awaited<ReturnType<typeof readOverview>>;

export type Totals = Overview["totals"];

type Day = Overview["days"][number];

type Days = readonly Day[];

/** What came on a day, by kind: an outcome once for each stage of its opportunity. */
export function arrivalsOf({ emails, social, calls, stages }: Day | Totals): readonly number[] {
  return [
    sum(Object.values(emails)),
    sum(Object.values(social)),
    sum(callsOf({ calls })),
    sum(stagesOf({ stages })),
  ];
}

function callsOf({ calls }: Pick<Day, "calls">): readonly number[] {
  return CALL_TYPES.map((type) => calls[type]);
}

function stagesOf({ stages }: Pick<Day, "stages">): readonly number[] {
  return STAGES.map((stage) => stages[stage].count);
}

/** What the overview draws: what came, how people answered, what came of it. */
export function overviewCharts(
  days: Days,
  before: Days | null,
  totals: Totals,
  previous: Totals | null,
): readonly Slots[] {
  const daily = daysPerColumn(days.length);
  const arrivals = ["Emails", "Social", "Calls", "CRM outcomes"];
  const stages = ["Meetings booked", "Opportunities", "Won", "Lost"];
  const calls = ["Transcript", "Scheduled", "Completed", "Missed"];
  return [
    stacks({ id: "arrivals", title: "Arrivals by kind" }, arrivals, arrivalsOf, days, before, daily),
    rateChart(days, before),
    stacks({ id: "stages", title: "Outcomes" }, stages, stagesOf, days, before, inWeeks(days)),
    stacks({ id: "calls", title: "Calls" }, calls, callsOf, days, before, daily),
    replyTimeChart(totals, previous),
  ];
}

function rateChart(days: Days, before: Days | null): Slots {
  const groups = inGroups(days, inWeeks(days));
  const line = (name: string, of: readonly Days[]) => {
    const parts = of.map((group) => [
      sum(group.map(({ replied }) => replied)),
      sum(group.map(({ contacted }) => contacted)),
    ]);
    const rates = parts.map(([replied = 0, contacted = 0]) => rateOf(replied, contacted));
    return {
      name,
      values: rates.map((rate) => (rate === null ? null : 100 * rate)),
      texts: parts.map(([replied = 0, contacted = 0]) => share(replied, contacted)),
    };
  };
  const now = line("Replied, of those contacted", groups);
  const best = Math.max(...now.values.map((value) => value ?? -1));
  const place = now.values.indexOf(best);
  return columnChart({
    id: "rate",
    title: "Reply rate",
    finding:
      best < 0
        ? "Nobody was contacted."
        : `Best with those contacted ${placeOf(groups[place] ?? []).name}: ${now.texts[place] ?? ""}. Those contacted last still have time to reply.`,
    places: groups.map(placeOf),
    series: [now],
    before: before === null ? null : line("the period before", inGroups(before, inWeeks(days))),
    unit: `% of contacts, ${unitOf(days, inWeeks(days))}`,
    isLine: true,
  });
}

function replyTimeChart({ replyTime }: Totals, previous: Totals | null): Slots {
  const past = previous?.replyTime ?? null;
  const bar = (name: string, key: "medianMs" | "humanMedianMs", number: "answered" | "humanAnswered") => ({
    name,
    value: replyTime[key],
    text: duration(replyTime[key]),
    before: past?.[key] ?? null,
    beforeText: duration(past?.[key] ?? null),
    more: [`${count(replyTime[number])} answered`],
  });
  const { medianMs, exact } = replyTime;
  return barChart({
    id: "times",
    title: "Time to reply",
    finding:
      medianMs === null
        ? "No message was answered."
        : `Half of the messages that were answered had a reply within ${duration(medianMs)}${exact ? "" : ", give or take 2%"}.`,
    bars: [
      bar("First reply", "medianMs", "answered"),
      bar("First reply of a human", "humanMedianMs", "humanAnswered"),
    ],
    columns: ["Of"],
  });
}

function stacks(
  frame: { readonly id: string; readonly title: string },
  names: readonly string[],
  of: (day: Day) => readonly number[],
  days: Days,
  before: Days | null,
  size: number,
): Slots {
  const groups = inGroups(days, size);
  const total = (group: Days) => sum(group.flatMap(of));
  const totals = groups.map(total);
  const most = Math.max(...totals);
  const place = placeOf(groups[totals.indexOf(most)] ?? []).name;
  const series = names.map((name, index) => {
    const values = groups.map((group) => sum(group.map((day) => of(day)[index] ?? 0)));
    return { name: `${name} ${count(sum(values))}`, values };
  });
  const past = before === null ? null : inGroups(before, size).map(total);
  return columnChart({
    ...frame,
    finding:
      most === 0
        ? "None in these days."
        : `${count(sum(totals))}${past === null ? "" : `, and ${count(sum(past))} in the period before`}; the most, ${count(most)}, ${place}.`,
    places: groups.map(placeOf),
    series,
    before: past === null ? null : { name: "all in the period before", values: past },
    unit: unitOf(days, size),
  });
}

function inWeeks(days: Days): number {
  return days.length > 2 * WEEK_DAYS ? WEEK_DAYS : 1;
}

function unitOf(days: Days, size: number): string {
  if (size === 1) return "a day";
  return days.length % size === 0 ? "a week" : "a week, the first shorter";
}

function placeOf(group: Days): { readonly name: string; readonly short: string } {
  const [first = "", last = ""] = [group[0]?.date, group.at(-1)?.date];
  const short = new Date(first).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  });
  return { name: first === last ? first : `${first} to ${last}`, short };
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
