import { rateOf } from "../domain/analytics/touches.ts";
import type { Campaign } from "./group-table.ts";
import { type Bar, barChart } from "./charts/chart.ts";
import type { Html } from "./elements.ts";
import { count, days, money, NONE, percent } from "./figures.ts";

export type Funnel = Pick<Campaign, "contacted" | "replied" | "humanReplied" | "stages">;

type DaysToStage = Campaign["daysFromFirstTouch"];

/** From touch to won, each step beside the one before it; lost stands apart. */
export function funnel(now: Funnel, before: Funnel | null, daysTo: DaysToStage): Html {
  const { stages } = now;
  const step = (
    name: string,
    of: (funnel: Funnel) => number,
    last: ((funnel: Funnel) => number) | null,
    more = NONE,
    median = NONE,
  ): Bar => {
    const rate = last === null ? null : rateOf(of(now), last(now));
    return {
      name,
      value: of(now),
      text: count(of(now)),
      before: before === null ? null : of(before),
      beforeText: before === null ? NONE : count(of(before)),
      more: [rate === null ? "" : `${percent(rate)} of the step above`, median, more],
    };
  };
  const meetings = (of: Funnel) => of.stages.meeting_booked.count;
  const opportunities = (of: Funnel) => of.stages.opportunity_created.count;
  const staged = (name: string, stage: keyof Funnel["stages"], last: (of: Funnel) => number) =>
    step(name, (of) => of.stages[stage].count, last, money(stages[stage].amounts), days(daysTo[stage]));
  return barChart({
    id: "funnel",
    title: "From touch to won",
    finding: `Of ${count(now.contacted)} contacted ${count(now.replied)} replied; ${count(meetings(now))} meetings were booked and ${count(stages.deal_won.count)} deals won. Each step is what happened in these days: with other people than the step above, it may be the greater.`,
    bars: [
      step("Contacted", (of) => of.contacted, null),
      step(
        "Replied",
        (of) => of.replied,
        (of) => of.contacted,
      ),
      step(
        "A human replied",
        (of) => of.humanReplied,
        (of) => of.replied,
      ),
      staged("Meeting booked", "meeting_booked", (of) => of.humanReplied),
      staged("Opportunity", "opportunity_created", meetings),
      staged("Won", "deal_won", opportunities),
      staged("Lost", "deal_lost", opportunities),
    ],
    columns: ["Of the step before", "Median from first touch", "Amounts"],
  });
}
