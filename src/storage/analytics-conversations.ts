import { type TimePageQuery, toTimePage } from "./time-page.ts";

export type ListedConversation = {
  readonly id: string;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly messages: number;
  readonly inbound: number;
  readonly humanReplies: number;
  /** These are of its last message; null in the moment in which that is removed. */
  readonly lastEvent: string;
  readonly lastDirection: string | null;
  readonly subject: string | null;
  readonly contact: string | null;
  readonly sender: string | null;
  readonly campaign: string | null;
};

const COLUMNS = `id, first_at AS firstAt, last_at AS lastAt, messages, inbound, human_replies AS humanReplies,
  last_event AS lastEvent, m.direction AS lastDirection, m.subject, m.contact, m.sender, m.campaign`;

const LAST_MESSAGE = "LEFT JOIN messages m ON m.event_id = last_event AND m.workspace_id = ?1";

/** By their last message. At most one more than the limit, which tells that there are more. */
export async function listConversations(
  db: D1Database,
  query: TimePageQuery,
): Promise<readonly ListedConversation[]> {
  const { condition, order, binds } = toTimePage("last_at", "id", query);
  const { results } = await db
    .prepare(
      `SELECT ${COLUMNS} FROM (SELECT * FROM conversations WHERE ${condition} ${order} LIMIT ?6) ${LAST_MESSAGE}
       ${order}`,
    )
    .bind(...binds)
    .all<ListedConversation>();
  return results;
}

// An index has the answered messages of a day and a campaign, in no order of time.
const LOOKED_AT = 100;
const MOST = 20;

/** Of a campaign: where what it sent on these days was answered, by the last message. The last days come first. */
export async function listAnswered(
  db: D1Database,
  workspaceId: string,
  campaign: string,
  days: readonly number[],
): Promise<readonly ListedConversation[]> {
  const { results } = await db
    .prepare(
      `SELECT ${COLUMNS} FROM conversations ${LAST_MESSAGE} WHERE conversations.workspace_id = ?1 AND id IN (
         SELECT conversation FROM json_each(?3) CROSS JOIN messages
         WHERE workspace_id = ?1 AND day = value AND campaign = ?2 AND reply_ms IS NOT NULL LIMIT ${LOOKED_AT})
       ORDER BY +last_at DESC LIMIT ${MOST}`,
    )
    .bind(workspaceId, campaign, JSON.stringify(days))
    .all<ListedConversation>();
  return results;
}

/** Beyond so many the total is "at least". */
export const MAX_COUNTED = 10_000;

export async function countConversations(
  db: D1Database,
  workspaceId: string,
  fromAt: number,
  toAt: number,
): Promise<number> {
  const count = await db
    .prepare(
      `SELECT count(*) AS n FROM (SELECT 1 FROM conversations WHERE workspace_id = ?1 AND last_at BETWEEN ?2 AND ?3
         LIMIT ${MAX_COUNTED + 1})`,
    )
    .bind(workspaceId, fromAt, toAt)
    .first<{ n: number }>();
  return count?.n ?? 0;
}

export async function findConversation(
  db: D1Database,
  workspaceId: string,
  id: string,
): Promise<ListedConversation | null> {
  return db
    .prepare(
      `SELECT ${COLUMNS} FROM conversations ${LAST_MESSAGE} WHERE conversations.workspace_id = ?1 AND id = ?2`,
    )
    .bind(workspaceId, id)
    .first<ListedConversation>();
}

export type ThreadMessage = {
  readonly id: string;
  readonly occurredAt: number;
  readonly kind: string;
  readonly type: string;
  readonly isStrict: number;
  readonly bodyBytes: number;
  readonly direction: string;
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly campaign: string;
  readonly replyKind: string | null;
  /** The message that it answers, and for one that was sent when it was answered first. */
  readonly answers: string | null;
  readonly replyMs: number | null;
  readonly humanReplyMs: number | null;
  readonly ownText: string | null;
};

/** The messages of a conversation as they came one after the other; at most one more than the limit. */
export async function listThread(
  db: D1Database,
  workspaceId: string,
  conversation: string,
  limit: number,
  after: readonly [at: number, id: string] | null,
): Promise<readonly ThreadMessage[]> {
  const [lastAt, lastId] = after ?? [Number.MIN_SAFE_INTEGER, ""];
  const { results } = await db
    .prepare(
      `SELECT m.event_id AS id, m.occurred_at AS occurredAt, e.kind, m.type, e.strict AS isStrict,
         octet_length(e.body) AS bodyBytes, m.direction, m.subject, m.from_address AS "from", m.to_address AS "to", m.campaign,
         m.reply_kind AS replyKind, m.answers, m.reply_ms AS replyMs, m.human_reply_ms AS humanReplyMs,
         m.own_text AS ownText
       FROM messages m JOIN events e ON e.id = m.event_id AND e.workspace_id = ?1
       WHERE m.workspace_id = ?1 AND m.conversation = ?2 AND m.day IS NOT NULL AND m.occurred_at >= ?3
         AND (m.occurred_at, m.event_id) > (?3, ?4)
       ORDER BY m.occurred_at, m.event_id LIMIT ?5`,
    )
    .bind(workspaceId, conversation, lastAt, lastId, limit + 1)
    .all<ThreadMessage>();
  return results;
}
