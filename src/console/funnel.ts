import type { Campaign } from "./group-table.ts";
import { type Bar, barChart } from "./charts/chart.ts";
import type { AppContext } from "../http/context.ts";
import type { Html } from "./elements.ts";
import { count, days, money, NONE, percent } from "./figures.ts";
import { fragment } from "./fragment.ts";

type Funnel = Pick<Campaign, "contacted" | "replied" | "humanReplied" | "stages">;

type DaysToStage = Campaign["daysFromFirstTouch"];

/** From touch to won, each step beside the one before it; lost stands apart. */
export function funnel(
  c: AppContext,
  now: Funnel,
  before: Funnel | null,
  daysTo: DaysToStage,
): Promise<Html> {
  const { stages } = now;
  const { meeting_booked: meetings, opportunity_created: opportunities } = stages;
  const step = (
    name: string,
    of: (funnel: Funnel) => number,
    rate = "",
    median = NONE,
    amounts = NONE,
  ): Bar => ({
    name,
    value: of(now),
    text: count(of(now)),
    before: before && of(before),
    beforeText: before === null ? NONE : count(of(before)),
    more: [rate, median, amounts],
  });
  const staged = (name: string, stage: keyof Funnel["stages"], rate: string) =>
    step(
      name,
      (of) => of.stages[stage].count,
      rate,
      days(daysTo[stage]),
      money(stages[stage].amounts) || NONE,
    );
  const chart = barChart({
    id: "funnel",
    title: "From touch to won",
    finding: `Contacted ${count(now.contacted)}, replied ${count(now.replied)}, meetings ${count(meetings.count)}, won ${count(stages.deal_won.count)}. Each step is what happened in these days: with other people than the step above, it may be the greater.`,
    bars: [
      step("Contacted", (of) => of.contacted),
      step("Replied", (of) => of.replied, rateTo(now.replied, now.contacted, "contacted")),
      step("A human replied", (of) => of.humanReplied, rateTo(now.humanReplied, now.replied, "replied")),
      staged("Meeting booked", "meeting_booked", rateTo(meetings.count, now.humanReplied, "human replies")),
      staged("Opportunity", "opportunity_created", rateTo(opportunities.count, meetings.count, "meetings")),
      staged("Won", "deal_won", rateTo(stages.deal_won.count, opportunities.count, "opportunities")),
      staged("Lost", "deal_lost", rateTo(stages.deal_lost.count, opportunities.count, "opportunities")),
    ],
    columns: ["Rate", "Median from first touch", "Amounts"],
  });
  return fragment(c, "charts", { charts: [chart] });
}

function rateTo(step: number, last: number, name: string): string {
  return last === 0 ? "" : `${percent(step / last)} of ${name}`;
}
