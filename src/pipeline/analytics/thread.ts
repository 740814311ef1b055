import { firstCodePoints } from "../../domain/code-points.ts";
import { isJsonObject, type JsonObject } from "../../domain/json.ts";
import { understandStored } from "../../domain/understand.ts";
import { findConversation, listThread, type ThreadMessage } from "../../storage/analytics-conversations.ts";
import { persist } from "../../storage/d1.ts";
import { loadBodies } from "../../storage/outbox.ts";
import { htmlToText } from "../html-text.ts";
import { bySize } from "../slices.ts";
import { toConversation } from "./conversations.ts";
import { cutPage, toIso } from "./time-page.ts";

/** So much of a message's text is shown; event/get has the whole. */
const TEXT_CHARACTERS = 10_000;

// An isolate has 128 MB.
const SLICE_BYTES = 4 * 1024 * 1024;

export type ThreadAsked = {
  readonly conversation: string;
  /** Whether to show the messages' texts as they were sent. */
  readonly withText: boolean;
  readonly limit: number;
  readonly after: readonly [at: number, id: string] | null;
};

/** A conversation with a page of its messages in the order of time; null when there is none of that name. */
export async function readThread(db: D1Database, workspaceId: string, asked: ThreadAsked) {
  const { conversation, withText, limit, after } = asked;
  const [head, found] = await Promise.all([
    persist(() => findConversation(db, workspaceId, conversation)),
    persist(() => listThread(db, workspaceId, conversation, limit, after)),
  ]);
  if (head === null) return null;
  const { items, hasMore, next } = cutPage(found, limit, ({ occurredAt, id }) => [occurredAt, id]);
  const texts = withText ? await readTexts(db, workspaceId, items) : null;
  return {
    ...toConversation(head),
    hasMore,
    next,
    thread: items.map((message) => ({
      ...toThreadItem(message),
      ...(texts === null ? {} : { text: texts.get(message.id) ?? null }),
    })),
  };
}

function toThreadItem(message: ThreadMessage) {
  return {
    oId: message.id,
    eventTimestamp: toIso(message.occurredAt),
    kind: message.kind,
    type: message.type,
    direction: message.direction,
    from: message.from,
    to: message.to,
    subject: message.subject,
    campaign: message.campaign === "" ? null : message.campaign,
    replyKind: message.replyKind,
    answers: message.answers,
    firstReplyMs: message.replyMs,
    firstHumanReplyMs: message.humanReplyMs,
    ownText: message.ownText,
  };
}

async function readTexts(db: D1Database, workspaceId: string, messages: readonly ThreadMessage[]) {
  const texts = new Map<string, string | null>();
  for (const slice of bySize(messages, ({ bodyBytes }) => bodyBytes, SLICE_BYTES)) {
    const tickets = slice.map(({ id }) => ({ workspaceId, id, run: 0 }));
    const bodies = await persist(() => loadBodies(db, tickets));
    for (const { id, kind, isStrict } of slice) {
      const stored = understandStored(kind, bodies.get(id) ?? "", isStrict === 1);
      texts.set(id, await textOf(stored?.understood.event));
    }
  }
  return texts;
}

/** The text of a message that is understood, also of one that was sent as HTML only; null for none. */
export async function textOf(event: JsonObject | null | undefined): Promise<string | null> {
  const body = event?.["body"];
  if (!isJsonObject(body)) return null;
  const { text, html } = body;
  const whole = typeof text === "string" ? text : typeof html === "string" ? await htmlToText(html) : null;
  return whole === null ? null : firstCodePoints(whole, TEXT_CHARACTERS);
}
