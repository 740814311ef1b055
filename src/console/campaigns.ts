import { Hono } from "hono/tiny";

import { toTable } from "../http/analytics/answer.ts";
import { CAMPAIGN_COLUMNS, SENDER_COLUMNS } from "../http/analytics/groups.ts";
import { readAfter } from "../http/analytics/query.ts";
import { writePlace } from "../http/analytics/place.ts";
import type { AppContext, AppEnv } from "../http/context.ts";
import { readAnswered } from "../pipeline/analytics/conversations.ts";
import { listCampaigns, listSenders } from "../pipeline/analytics/groups.ts";
import { requireSession, workspaceOf } from "./access.ts";
import { rowSlots } from "./conversations.ts";
import { funnel } from "./funnel.ts";
import { touchSlots } from "./headlines.ts";
import { GROUP_SORTS, type GroupSort, headSlots, toRow } from "./group-table.ts";
import { NOTHING } from "./elements.ts";
import { count } from "./figures.ts";
import { fragment } from "./fragment.ts";
import { answerNotice } from "./page.ts";
import { answerPeriod, pastOf, type Period, readPeriod } from "./period.ts";

const PAGE = 50;

/** A table for a spreadsheet has no pages. */
const CSV_ROWS = 1_000;

const KEEPS = ["by", "sort", "order"];

export const campaignsRoutes = new Hono<AppEnv>()
  .get("/campaigns", requireSession("read"), (c) =>
    answerPeriod(c, { title: "Campaigns", keeps: KEEPS }, async (period) => {
      const asked = readAsked(c);
      const { rows, next, total, countedSince } = await listRows(c, period, asked, PAGE);
      const { by, sort, order } = asked;
      const linkBy = (name: string, more: Readonly<Record<string, string>> = {}) =>
        period.link("/campaigns", { by: name === "sender" ? name : "", ...more });
      const { meetings, ...heads } = headSlots({ sort, order, link: (more) => linkBy(by, more) });
      const after = next === null ? null : writePlace(workspaceOf(c), listOf(asked), next);
      const content = await fragment(c, "campaigns", {
        ...heads,
        meetings: by === "campaign" ? (meetings ?? null) : null,
        tabs: ["campaign", "sender"].map((name) => ({
          name,
          link: linkBy(name),
          isChosen: String(name === by),
        })),
        csv: period.link("/campaigns.csv", { by, sort, order }),
        caption: rows.length === 0 ? null : `${by === "sender" ? "Senders" : "Campaigns"}: ${count(total)}`,
        rows: rows.map((group) => toRow(group, period)),
        next: after === null ? null : linkBy(by, { sort, order, after }),
      });
      return { content, countedSince, figures: 1 };
    }),
  )
  .get("/campaigns.csv", requireSession("read"), async (c) => {
    const period = await readPeriod(c);
    if (typeof period === "string") return answerNotice(c, 400, "Campaigns", period);
    const asked = { ...readAsked(c), after: null };
    const { rows } = await listRows(c, period, asked, CSV_ROWS);
    const columns = asked.by === "sender" ? SENDER_COLUMNS : CAMPAIGN_COLUMNS;
    return c.body(toTable(columns, rows), 200, {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${asked.by}s.csv"`,
    });
  })
  .get("/campaigns/view", requireSession("read"), (c) => {
    const id = c.req.query("id") ?? "";
    const page = { title: id || "No campaign", campaign: 1, keeps: ["id"] } as const;
    return answerPeriod(c, page, async ({ range, link }) => {
      const asked = { sort: "name", isDescending: false, limit: 1, after: null, only: id } as const;
      const place = [c.get("db"), workspaceOf(c), range] as const;
      const { campaigns, countedSince } = await listCampaigns(...place, asked);
      const [campaign] = campaigns;
      if (campaign === undefined) return { content: NOTHING, unknown: 1 };
      const content = await fragment(c, "headlines", {
        ...touchSlots(campaign, campaign.previous, pastOf(range)),
        funnel: await funnel(c, campaign, null, campaign.daysFromFirstTouch),
        answered: await fragment(c, "conversations", {
          ...rowSlots(await readAnswered(...place, id)),
          all: link("/conversations"),
        }),
      });
      return { content, countedSince, figures: 1 };
    });
  });

type Asked = {
  readonly by: "campaign" | "sender";
  readonly sort: GroupSort;
  readonly order: "asc" | "desc";
  readonly after: readonly [string | number, string] | null;
};

/** What is not understood sorts as usual. */
function readAsked(c: AppContext): Asked {
  const { by, sort, order, after } = c.req.query();
  const asked = {
    by: by === "sender" ? by : "campaign",
    sort: GROUP_SORTS.find((name) => name === sort) ?? "contacted",
    order: order === "asc" ? order : "desc",
  } as const;
  const place = readAfter(c, listOf(asked), after);
  return { ...asked, after: place.ok ? place.after : null };
}

function listOf({ by, sort, order }: Omit<Asked, "after">): string {
  return `${by}s ${sort} ${order}`;
}

/** Campaigns or senders: `name` is what a row is named by. */
async function listRows(c: AppContext, { range }: Period, asked: Asked, limit: number) {
  const { by, sort, order, after } = asked;
  const page = { isDescending: order === "desc", limit, after };
  const [db, workspaceId] = [c.get("db"), workspaceOf(c)];
  if (by === "campaign") {
    const { campaigns, ...found } = await listCampaigns(db, workspaceId, range, { ...page, sort });
    return { ...found, rows: campaigns };
  }
  const known = sort === "meetings" ? "contacted" : sort;
  const { senders, ...found } = await listSenders(db, workspaceId, range, { ...page, sort: known });
  return { ...found, rows: senders };
}
