import { Hono } from "hono/tiny";
import * as v from "valibot";

import { pageConversations } from "../../pipeline/analytics/conversations.ts";
import { readThread } from "../../pipeline/analytics/thread.ts";
import { refuse } from "../answer.ts";
import { allow, requireScope } from "../auth.ts";
import type { AppEnv } from "../context.ts";
import { pageLimit, readQuery } from "../query.ts";
import { answerFigures } from "./answer.ts";
import { rangeEntries, readAfterTime } from "./query.ts";
import { answerTimed, timedQuery } from "./timed.ts";

const LIST = "/api/v2/analytics/conversations";
const GET = "/api/v2/analytics/conversations/get";

export const conversationsQuery = timedQuery("lastAt");

export const threadQuery = v.object({
  conversation: v.pipe(v.string(), v.description("as the list names it")),
  text: v.optional(v.picklist(["true", "false"]), "false"),
  limit: pageLimit,
  cursor: v.optional(v.string()),
  format: rangeEntries.format,
});

/** Of the list in CSV. */
export const CONVERSATION_COLUMNS = [
  "conversation",
  "subject",
  "contact",
  "sender",
  "campaign",
  "firstAt",
  "lastAt",
  "lastEventOId",
  "lastDirection",
  "messages",
  "outbound",
  "inbound",
  "humanReplies",
];

const THREAD_COLUMNS = [
  "oId",
  "eventTimestamp",
  "kind",
  "type",
  "direction",
  "from",
  "to",
  "subject",
  "campaign",
  "replyKind",
  "answers",
  "firstReplyMs",
  "firstHumanReplyMs",
  "ownText",
];

// With the texts as sent a page is of less messages: each body may be a megabyte that is to be understood.
const MAX_TEXTS = 20;

export const conversationRoutes = new Hono<AppEnv>()
  .get(LIST, requireScope("read"), (c) =>
    answerTimed(c, {
      name: "conversations",
      schema: conversationsQuery,
      message: "Conversations listed successfully",
      columns: CONVERSATION_COLUMNS,
      read: pageConversations,
      rowsOf: ({ conversations }) => conversations,
    }),
  )
  .all(LIST, allow("GET"))
  .get(GET, requireScope("read"), async (c) => {
    const reading = readQuery(c, threadQuery);
    if (!reading.ok) return refuse(c, reading.failure);
    const { conversation, limit, cursor, format } = reading.query;
    const withText = reading.query.text === "true";
    const place = readAfterTime(c, "thread", cursor);
    if (!place.ok) return refuse(c, place.failure);
    const asked = {
      conversation,
      withText,
      limit: withText ? Math.min(limit, MAX_TEXTS) : limit,
      after: place.after,
    };
    const thread = await readThread(c.get("db"), c.get("holder").key.workspaceId, asked);
    if (thread === null)
      return refuse(c, { code: "not_found", what: "conversation of this name in this workspace" });
    const { next, ...data } = thread;
    const columns = withText ? [...THREAD_COLUMNS, "text"] : THREAD_COLUMNS;
    const message = "Conversation retrieved successfully";
    return answerFigures(
      c,
      { message, data, rows: data.thread, columns, next: { list: "thread", place: next } },
      format,
    );
  })
  .all(GET, allow("GET"));
