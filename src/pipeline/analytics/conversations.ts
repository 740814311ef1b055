import {
  countConversations,
  listAnswered,
  type ListedConversation,
  listConversations,
  MAX_COUNTED,
} from "../../storage/analytics-conversations.ts";
import { persist } from "../../storage/d1.ts";
import { type Days, describeRange, type Range } from "./range.ts";
import { cutPage, type TimePageAsked, toIso } from "./time-page.ts";

/** Conversations whose last message is of the range, by that message. */
export async function pageConversations(
  db: D1Database,
  workspaceId: string,
  range: Range,
  asked: TimePageAsked,
) {
  const { fromAt, toAt, previous } = range;
  const count = (days: Days) => persist(() => countConversations(db, workspaceId, days.fromAt, days.toAt));
  const [found, total, before] = await Promise.all([
    persist(() => listConversations(db, { workspaceId, fromAt, toAt, ...asked })),
    count(range),
    count(previous),
  ]);
  const { items, hasMore, next } = cutPage(found, asked.limit, ({ lastAt, id }) => [lastAt, id]);
  return {
    range: describeRange(range),
    total: toTotal(total),
    previous: { total: toTotal(before) },
    hasMore,
    next,
    conversations: items.map(toConversation),
  };
}

/** The latest conversations in which somebody answered what a campaign sent in the range. */
export async function readAnswered(
  db: D1Database,
  workspaceId: string,
  { from, to }: Pick<Days, "from" | "to">,
  campaign: string,
) {
  const days = Array.from({ length: to - from + 1 }, (_day, index) => to - index);
  const found = await persist(() => listAnswered(db, workspaceId, campaign, days));
  return found.map(toConversation);
}

/** At most MAX_COUNTED, and whether there are more. */
function toTotal(counted: number) {
  return { count: Math.min(counted, MAX_COUNTED), isMinimum: counted > MAX_COUNTED };
}

export function toConversation(found: ListedConversation) {
  return {
    conversation: found.id,
    subject: found.subject,
    contact: found.contact,
    sender: found.sender,
    campaign: found.campaign === "" ? null : found.campaign,
    firstAt: toIso(found.firstAt),
    lastAt: toIso(found.lastAt),
    lastEventOId: found.lastEvent,
    lastDirection: found.lastDirection,
    messages: found.messages,
    outbound: found.messages - found.inbound,
    inbound: found.inbound,
    humanReplies: found.humanReplies,
  };
}
