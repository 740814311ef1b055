import { Hono } from "hono/tiny";

import { CONVERSATION_COLUMNS } from "../http/analytics/conversations.ts";
import { writePlace } from "../http/analytics/place.ts";
import { readAfterTime } from "../http/analytics/query.ts";
import type { AppEnv } from "../http/context.ts";
import { pageConversations } from "../pipeline/analytics/conversations.ts";
import { readThread } from "../pipeline/analytics/thread.ts";
import { requireSession, workspaceOf } from "./access.ts";
import { empty, type Html, html, instant, labelled, shown, table } from "./elements.ts";
import { campaignLink, conversationPath } from "./links.ts";
import { answerNotice, answerPage } from "./page.ts";
import { threadPage } from "./thread-page.ts";
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
  draw,
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
    if (thread === null)
      return answerNotice(
        c,
        404,
        "No such conversation",
        "Its messages may have been deleted, their people erased, or it is another workspace's.",
        html`<p><a href="/conversations">All conversations</a></p>`,
      );
    const next = thread.next === null ? null : writePlace(workspaceId, "thread", thread.next);
    return answerPage(c, { title: thread.subject ?? "Conversation", content: threadPage(thread, next) });
  });

function draw({ total, previous, conversations }: Found): Html {
  if (conversations.length === 0)
    return empty(
      "No conversation in these days",
      html`Choose others above, or <a href="/connect">connect what sends and receives your mail</a>. A message counts a minute after it arrived.`,
    );
  const caption = `By their last message, the latest first (UTC): ${count(total)}, in as many days before ${count(previous.total)}`;
  return table(
    caption,
    ["Last message", "With", "Subject", "State", "Messages", "Campaign"],
    conversations.map(toRow),
  );
}

function count({ count: n, isMinimum }: Found["total"]): string {
  return `${isMinimum ? "more than " : ""}${n}`;
}

function toRow(found: Conversation): Html {
  const { conversation, subject, contact, lastAt, messages, outbound, inbound, campaign } = found;
  return html`<tr><td>${instant(Date.parse(lastAt))}<td class="text with">${shown(contact || "unknown")}<td class="main"><a href="${conversationPath(conversation)}">${shown(subject || "(no subject)")}</a><td>${stateOf(found)}${labelled("messages", html`${messages} <span class="quiet">${outbound} out, ${inbound} in</span>`)}<td class="text">${campaignLink(campaign)}</tr>`;
}

function stateOf({ lastDirection, inbound, humanReplies }: Conversation): Html {
  if (inbound === 0) return html`<span class="badge">no reply</span>`;
  if (humanReplies === 0) return html`<span class="badge">no human reply</span>`;
  return lastDirection === "inbound"
    ? html`<span class="badge pending">theirs is last</span>`
    : html`<span class="badge ready">yours is last</span>`;
}
