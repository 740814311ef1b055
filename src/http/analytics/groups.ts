import { Hono } from "hono/tiny";
import * as v from "valibot";

import { STAGES } from "../../domain/analytics/figures.ts";
import { listCampaigns, listSenders } from "../../pipeline/analytics/groups.ts";
import { refuse } from "../answer.ts";
import { allow, requireScope } from "../auth.ts";
import type { AppContext, AppEnv } from "../context.ts";
import { readQuery } from "../query.ts";
import { answerFigures } from "./answer.ts";
import { GROUP_COLUMNS, STAGE_COLUMNS } from "./columns.ts";
import { listEntries, readAfter, readRange } from "./query.ts";

const CAMPAIGNS = "/api/v2/analytics/campaigns";
const SENDERS = "/api/v2/analytics/senders";

/** What senders can be sorted by. */
export const SORTS = [
  "contacted",
  "name",
  "replied",
  "humanReplied",
  "replyRate",
  "humanReplyRate",
  "sent",
  "replies",
] as const;

export const campaignsQuery = v.object(listEntries([...SORTS, "meetings"]));
export const sendersQuery = v.object(listEntries(SORTS));

export const SENDER_COLUMNS = ["sender", ...GROUP_COLUMNS];

export const CAMPAIGN_COLUMNS = [
  "campaign",
  ...GROUP_COLUMNS,
  ...STAGE_COLUMNS,
  ...STAGES.map((stage) => `daysFromFirstTouch.${stage}`),
];

export const groupRoutes = new Hono<AppEnv>()
  .get(CAMPAIGNS, requireScope("read"), async (c) => {
    const asked = await readAsked(c, "campaigns", campaignsQuery);
    if (!asked.ok) return refuse(c, asked.failure);
    const { next, ...data } = await listCampaigns(
      c.get("db"),
      c.get("holder").key.workspaceId,
      asked.range,
      asked.page,
    );
    const message = "Campaigns listed successfully";
    const table = { rows: data.campaigns, columns: CAMPAIGN_COLUMNS };
    return answerFigures(
      c,
      { message, data, ...table, next: { list: asked.list, place: next } },
      asked.format,
    );
  })
  .all(CAMPAIGNS, allow("GET"))
  .get(SENDERS, requireScope("read"), async (c) => {
    const asked = await readAsked(c, "senders", sendersQuery);
    if (!asked.ok) return refuse(c, asked.failure);
    const { next, ...data } = await listSenders(
      c.get("db"),
      c.get("holder").key.workspaceId,
      asked.range,
      asked.page,
    );
    const message = "Senders listed successfully";
    const table = { rows: data.senders, columns: SENDER_COLUMNS };
    return answerFigures(
      c,
      { message, data, ...table, next: { list: asked.list, place: next } },
      asked.format,
    );
  })
  .all(SENDERS, allow("GET"));

async function readAsked(c: AppContext, name: string, schema: typeof campaignsQuery | typeof sendersQuery) {
  const reading = readQuery(c, schema);
  if (!reading.ok) return reading;
  const { sort, order, limit, cursor, format } = reading.query;
  const list = `${name} ${sort} ${order}`;
  const place = readAfter(c, list, cursor);
  if (!place.ok) return place;
  const asked = await readRange(c, reading.query);
  if (!asked.ok) return asked;
  const page = { sort, isDescending: order === "desc", limit, after: place.after };
  return { ok: true, range: asked.range, list, page, format } as const;
}
