import { Hono } from "hono/tiny";

import { CONVERSATION_COLUMNS } from "../http/analytics/conversations.ts";
import { writePlace } from "../http/analytics/place.ts";
import { readAfterTime } from "../http/analytics/query.ts";
import type { AppEnv } from "../http/context.ts";
import { pageConversations } from "../pipeline/analytics/conversations.ts";
import { readThread } from "../pipeline/analytics/thread.ts";
import { lexiconAmong } from "../pipeline/lexicon.ts";
import { requireSession, workspaceOf } from "./access.ts";
import { instant, shown } from "./elements.ts";
import { fragment, type Slots } from "./fragment.ts";
import { campaignLink } from "./links.ts";
import { answerPage } from "./page.ts";
import { threadSlots } from "./thread-page.ts";
import { answerList, answerListCsv } from "./timed-list.ts";

const MESSAGES = 15;

type Found = Awaited<ReturnType<typeof pageConversations>>;
type Conversation = Found["conversations"][number];

const LIST = {
  name: "conversations",
  title: "Conversations",
  columns: CONVERSATION_COLUMNS,
  read: pageConversations,
  rowsOf: ({ conversations }: Found) => conversations,
  slotsOf: ({ total, previous, conversations }: Found): Slots => ({
    total: count(total),
    before: count(previous.total),
    ...rowSlots(conversations),
  }),
};

export const conversationRoutes = new Hono<AppEnv>()
  .get("/conversations", requireSession("read"), (c) => answerList(c, LIST))
  .get("/conversations.csv", requireSession("read"), (c) => answerListCsv(c, LIST))
  .get("/conversations/view", requireSession("read"), async (c) => {
    const workspaceId = workspaceOf(c);
    const conversation = c.req.query("id") ?? "";
    const { after } = readAfterTime(c, "thread", c.req.query("cursor"));
    const asked = { conversation, withText: true, limit: MESSAGES, after };
    const thread = await readThread(c.get("db"), workspaceId, asked);
    const next = thread && thread.next && writePlace(workspaceId, "thread", thread.next);
    const slots = thread && threadSlots(thread, next, await lexiconAmong(c.env.ASSETS)());
    const content = await fragment(c, "conversation", slots ?? {});
    return answerPage(c, { title: thread?.subject || "Conversation", content }, thread ? 200 : 404);
  });

function count({ count: n, isMinimum }: Found["total"]): string {
  return `${isMinimum ? "more than " : ""}${n}`;
}

/** Conversations as rows, each with a link to its messages. */
export function rowSlots(conversations: readonly Conversation[]): Slots {
  return { found: conversations.length || null, rows: conversations.map(toRow) };
}

function toRow(found: Conversation): Slots {
  const { conversation, subject, contact, lastAt, messages, outbound, inbound, campaign } = found;
  return {
    at: instant(Date.parse(lastAt)),
    id: encodeURIComponent(conversation),
    subject: shown(subject || "(no subject)"),
    contact: shown(contact || "unknown"),
    ...stateOf(found),
    messages,
    outbound,
    inbound,
    campaign: campaignLink(campaign),
  };
}

function stateOf({ lastDirection, inbound, humanReplies }: Conversation): Slots {
  if (humanReplies === 0) return { state: inbound === 0 ? "no reply" : "no human reply" };
  return lastDirection === "inbound"
    ? { state: "theirs is last", tone: "pending" }
    : { state: "yours is last" };
}
