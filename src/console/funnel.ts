import type { Campaign } from "./group-table.ts";
import { type Bar, barChart } from "./charts/chart.ts";
import type { AppContext } from "../http/context.ts";
import type { Html } from "./elements.ts";
import { count, days, money, NONE, percent } from "./figures.ts";
import { fragment } from "./fragment.ts";

type Funnel = Pick<
  Campaign,
  "contacted" | "replied" | "humanReplied" | "stages" | "replyRate" | "humanReplyRate"
>;

type DaysToStage = Campaign["daysFromFirstTouch"];

/** From touch to won, replies as a share of the first step: what comes later is of other people too, and may skip a step. */
export function funnel(
  c: AppContext,
  now: Funnel,
  before: Funnel | null,
  daysTo: DaysToStage,
): Promise<Html> {
  const { stages, contacted } = now;
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
  const staged = (name: string, stage: keyof Funnel["stages"]) =>
    step(name, (of) => of.stages[stage].count, "", days(daysTo[stage]), money(stages[stage].amounts) || NONE);
  const chart = barChart({
    id: "funnel",
    title: "From touch to won",
    finding: `Contacted ${count(contacted)}, replied ${count(now.replied)}, meetings ${count(stages.meeting_booked.count)}, won ${count(stages.deal_won.count)}.`,
    bars: [
      step("Contacted", (of) => of.contacted),
      step("Replied", (of) => of.replied, shareOf(now.replyRate)),
      step("A human replied", (of) => of.humanReplied, shareOf(now.humanReplyRate)),
      staged("Meeting booked", "meeting_booked"),
      staged("Opportunity", "opportunity_created"),
      staged("Won", "deal_won"),
      staged("Lost", "deal_lost"),
    ],
    columns: ["Rate", "Median from first touch", "Amounts"],
  });
  return fragment(c, "charts", { charts: [{ ...chart, funnel: 1 }] });
}

function shareOf(rate: number | null): string {
  return rate === null ? "" : `${percent(rate)} of contacted`;
}
