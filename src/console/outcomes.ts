import { Hono } from "hono/tiny";

import { readAfterTime } from "../http/analytics/query.ts";
import { writePlace } from "../http/analytics/place.ts";
import type { AppEnv } from "../http/context.ts";
import { pageOutcomes } from "../pipeline/analytics/outcomes.ts";
import { readOverview } from "../pipeline/analytics/overview.ts";
import { requireSession, workspaceOf } from "./access.ts";
import { badge, empty, type Html, html, instant, labelled, NOTHING, shown, table } from "./elements.ts";
import { days, money } from "./figures.ts";
import { fragment } from "./fragment.ts";
import { funnel } from "./funnel.ts";
import { campaignName } from "./group-table.ts";
import { answerPeriod, cutNotice, type Period } from "./period.ts";

const PAGE = 50;

const LIST = "outcomes desc";

type Outcomes = Awaited<ReturnType<typeof pageOutcomes>>;

export const outcomesRoutes = new Hono<AppEnv>().get("/outcomes", requireSession("read"), (c) =>
  answerPeriod(c, { title: "Outcomes" }, async (period) => {
    const [db, workspaceId] = [c.get("db"), workspaceOf(c)];
    const { after } = readAfterTime(c, LIST, c.req.query("after"));
    const asked = { isDescending: true, limit: PAGE, after };
    const [{ totals, previous, countedSince }, page] = await Promise.all([
      readOverview(db, workspaceId, period.range),
      pageOutcomes(db, workspaceId, period.range, asked),
    ]);
    const next =
      page.next === null
        ? NOTHING
        : html`<p><a class="button" rel="next" href="${period.link("/outcomes", { after: writePlace(workspaceId, LIST, page.next) })}#list">Older outcomes</a></p>`;
    return html`${await fragment(c, "patterns")}${cutNotice(countedSince)}${funnel(totals, previous, totals.daysFromFirstTouch)}
<section id="list"><h2>One by one</h2>${list(page, period)}${next}</section>`;
  }),
);

function list({ outcomes }: Outcomes, period: Period): Html {
  if (outcomes.length === 0) {
    return empty(
      "No outcome in these days",
      html`Choose more days, or <a href="/connect">connect your CRM</a>: <code>meeting_booked</code>, <code>opportunity_created</code>, <code>deal_won</code> and <code>deal_lost</code> show here.`,
    );
  }
  const rows = outcomes.map(
    ({
      oId,
      eventTimestamp,
      stage,
      opportunityName,
      account,
      contact,
      amount,
      currency,
      campaign,
      touchedBy,
      daysFromFirstTouch,
      counts,
    }) => {
      const by =
        touchedBy.length > 1 ? html` <span class="quiet">and ${touchedBy.length - 1} more</span>` : NOTHING;
      return html`<tr><td>${instant(Date.parse(eventTimestamp))}<td>${badge(stage)}<td class="main"><a href="/events/${oId}">${shown(opportunityName)}</a> <span class="quiet">${shown(account ?? contact ?? "")}${counts ? "" : " (a later one counts)"}</span>${labelled("amount", amount === null ? "" : money([{ amount, currency }]))}<td class="campaign">${campaignLink(campaign, period)}${by}${labelled("after", daysFromFirstTouch === null ? "" : days(daysFromFirstTouch))}</tr>`;
    },
  );
  return table(
    "The latest first (UTC)",
    ["Time", "Stage", "Opportunity", "Amount", "Campaign", "From first touch"],
    rows,
  );
}

function campaignLink(campaign: string | null, { link }: Period): Html {
  return html`<a href="${link("/campaigns/view", { id: campaign ?? "" })}">${campaignName(campaign ?? "")}</a>`;
}
