import { firstCodePoints } from "../domain/code-points.ts";
import type { Lexicon } from "../domain/lexicon.ts";
import type { JsonObject } from "../domain/json.ts";
import { isErased } from "../domain/erased.ts";
import { unquotedRuns } from "../domain/quotation.ts";
import type { AppContext } from "../http/context.ts";
import { type readThread, textOf } from "../pipeline/analytics/thread.ts";
import { lexiconAmong } from "../pipeline/lexicon.ts";
import type { Results } from "../storage/results.ts";
import { duration } from "./durations.ts";
import { badge, type Html, html, instant, shown, visible } from "./elements.ts";
import type { Slots } from "./fragment.ts";
import { campaignLink, textIn } from "./links.ts";

type Thread = NonNullable<Awaited<ReturnType<typeof readThread>>>;
type Message = Thread["thread"][number];

// So that a page of messages stays light; an event's own page has the whole.
const CHARACTERS = 3_000;

/** What the page of a conversation has to say, the earliest message first. */
export function threadSlots(thread: Thread, next: string | null, { quotation }: Lexicon): Slots {
  const { conversation, subject, contact, sender, campaign, firstAt, lastAt, thread: found } = thread;
  const { messages, outbound, inbound, humanReplies } = thread;
  return {
    subject: shown(subject || "(no subject)"),
    id: encodeURIComponent(conversation),
    next,
    contact: person(contact),
    sender: person(sender),
    campaign: campaign === null ? null : campaignLink(campaign),
    first: instant(Date.parse(firstAt)),
    last: instant(Date.parse(lastAt)),
    messages,
    outbound,
    inbound,
    humanReplies,
    items: found.map((message, index) => ({
      ...toItem(message, found[index - 1]),
      ...textSlots(message, quotation),
    })),
  };
}

/** What a message says, for the page of its event; of an event without a text nothing. */
export async function saidSlots(
  c: AppContext,
  { event, results }: { readonly event: JsonObject | null; readonly results: Results },
): Promise<Slots> {
  const text = await textOf(event);
  if (text === null) return {};
  const { quotation } = await lexiconAmong(c.env.ASSETS)();
  return {
    said: text,
    ...textSlots({ text, ownText: textIn(results.message, "ownText") }, quotation),
  };
}

function toItem(message: Message, before: Message | undefined): Slots {
  const { oId, eventTimestamp, kind, type, direction, from, to, subject, replyKind, firstReplyMs } = message;
  const at = Date.parse(eventTimestamp);
  const isReply = replyKind !== null && type === "reply";
  return {
    id: oId,
    gap: before === undefined ? null : duration(at - Date.parse(before.eventTimestamp)),
    subject: before === undefined || before.subject === subject ? null : shown(subject),
    side: direction === "outbound" ? "own" : "other",
    what: direction === "outbound" ? "Sent by" : isReply ? "Reply from" : "Received from",
    channel: kind === "emails" ? null : `${kind} ${type.replaceAll("_", " ")}`,
    from: person(from),
    to: person(to),
    kind: replyKind === null ? null : badge(replyKind),
    answered: firstReplyMs === null ? null : duration(firstReplyMs),
    at: instant(at),
  };
}

/** Someone whose place was taken by a token is gone for good. */
function person(who: string | null): Html {
  return html`${shown(who || "unknown")}${who !== null && isErased(who) ? " (an erased person)" : ""}`;
}

function textSlots(
  { text, ownText }: Pick<Message, "text" | "ownText">,
  quotation: Lexicon["quotation"],
): Slots {
  const whole = text?.trim() ?? "";
  const own = ownText ?? unquotedRuns(quotation, whole.split("\n"))[0]?.join("\n").trim() ?? "";
  const rest = (whole.startsWith(own) ? whole.slice(own.length) : whole).trim();
  return {
    own: cut(own),
    rest: cut(rest),
    cut: Math.max(own.length, rest.length) > CHARACTERS ? 1 : null,
    none: `${own}${rest}` === "" ? 1 : null,
  };
}

function cut(text: string): Html | null {
  return text === "" ? null : html`${visible(firstCodePoints(text, CHARACTERS))}`;
}
