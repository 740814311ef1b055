import { Hono } from "hono/tiny";

import type { AppEnv } from "../http/context.ts";
import { pageOutcomes } from "../pipeline/analytics/outcomes.ts";
import { readOverview } from "../pipeline/analytics/overview.ts";
import { requireSession, workspaceOf } from "./access.ts";
import { badge, instant, shown } from "./elements.ts";
import { days, money } from "./figures.ts";
import type { Slots } from "./fragment.ts";
import { funnel } from "./funnel.ts";
import { campaignName } from "./group-table.ts";
import type { Period } from "./period.ts";
import { answerList } from "./timed-list.ts";

type Found = Awaited<ReturnType<typeof pageOutcomes>>;

const LIST = {
  name: "outcomes",
  title: "Outcomes",
  read: pageOutcomes,
  rowsOf: ({ outcomes }: Found) => outcomes,
  slotsOf: ({ outcomes }: Found, period: Period): Slots => ({
    rows: outcomes.map((outcome) => toRow(outcome, period)),
  }),
};

export const outcomesRoutes = new Hono<AppEnv>().get("/outcomes", requireSession("read"), (c) =>
  answerList(c, LIST, async (range) => {
    const { totals, previous, countedSince } = await readOverview(c.get("db"), workspaceOf(c), range);
    const chart = await funnel(c, totals, previous, totals.daysFromFirstTouch);
    return { funnel: chart, countedSince, figures: 1 };
  }),
);

function toRow(outcome: Found["outcomes"][number], { link }: Period): Slots {
  const { oId, eventTimestamp, stage, opportunityName, account, contact, counts } = outcome;
  const { amount, currency, campaign, touchedBy, daysFromFirstTouch } = outcome;
  const of = account ?? contact ?? "";
  return {
    id: oId,
    at: instant(Date.parse(eventTimestamp)),
    stage: badge(stage),
    name: shown(opportunityName),
    // Both are in lower case.
    of: opportunityName.toLowerCase().includes(of) ? null : shown(of),
    later: counts ? null : 1,
    amount: amount === null ? null : money([{ amount, currency }]),
    link: link("/campaigns/view", { id: campaign ?? "" }),
    campaign: campaignName(campaign),
    more: touchedBy.length > 1 ? touchedBy.length - 1 : null,
    after: daysFromFirstTouch === null ? null : days(daysFromFirstTouch),
  };
}
