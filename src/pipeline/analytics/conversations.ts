import {
  countConversations,
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
