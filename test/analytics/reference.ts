// The definitions of docs/analytics.md once more, as plainly as they can be put: everything is looked for among all.

import type { Terms } from "../../src/storage/workspaces.ts";

/** An event as it stands in the workspace. */
export type Known = {
  readonly id: string;
  readonly kind: string;
  readonly type: string;
  readonly at: number;
  /** As sent. */
  readonly body: Readonly<Record<string, unknown>>;
};

export type Figures = Readonly<Record<string, readonly Row[]>>;
type Row = Readonly<Record<string, unknown>>;

const OUTBOUND = ["sent", "connection_sent", "message_sent"];
const INBOUND = ["reply", "connection_accepted", "message_received"];
const SIGNALS = new Set(["opened", "clicked", "bounced", "unsubscribed"]);

type Message = Known & {
  readonly channel: string;
  readonly isOutbound: boolean;
  readonly isReply: boolean;
  readonly contact: string;
  readonly sender: string;
  readonly conversationId: string | undefined;
  readonly thread: string;
  readonly ownCampaign: string | undefined;
};

/** All figures of a workspace with these events. */
export function figuresOf(events: readonly Known[], terms: Terms): Figures {
  const dayOf = dayReader(terms.timeZone);
  const messages = events.filter(({ type }) => [...OUTBOUND, ...INBOUND].includes(type)).map(toMessage);
  const sent = messages.filter(({ isOutbound }) => isOutbound);
  const about = (message: Message) =>
    last(
      sent.filter(
        (one) =>
          one.channel === message.channel &&
          one.contact === message.contact &&
          one.at <= message.at &&
          (message.conversationId === undefined
            ? one.thread === message.thread
            : one.conversationId === message.conversationId),
      ),
    );
  const linked = messages.map((message) => {
    const answered = message.isOutbound ? undefined : about(message);
    return {
      ...message,
      answered,
      campaign: message.ownCampaign ?? answered?.ownCampaign ?? "",
      conversation: conversationOf(message) ?? (answered && conversationOf(answered)) ?? message.thread,
    };
  });
  const inGroup = (one: (typeof linked)[number]) =>
    linked.filter(({ contact, campaign }) => contact === one.contact && campaign === one.campaign);
  const rows = linked.map((message) => {
    const isOpening =
      message.isOutbound && first(inGroup(message).filter(({ isOutbound }) => isOutbound))?.id === message.id;
    const repliesSince = inGroup(message).filter(({ isReply, at }) => isReply && at >= message.at);
    const replyTimes = linked
      .filter(({ answered, isReply }) => isReply && answered?.id === message.id)
      .map(({ at }) => at - message.at)
      .toSorted((a, b) => a - b);
    return {
      message,
      day: dayOf(message.at),
      opening: Number(isOpening),
      replied: Number(isOpening && repliesSince.length > 0),
      replyMs: replyTimes[0] ?? null,
    };
  });
  const signals = events
    .filter(({ type }) => SIGNALS.has(type))
    .map(toMessage)
    .map((signal) => ({
      ...signal,
      day: dayOf(signal.at),
      campaign: signal.ownCampaign ?? about(signal)?.ownCampaign ?? "",
    }));
  const calls = events.filter(({ kind }) => kind === "calls");
  const outcomes = outcomesOf(events, linked, calls, terms);
  return {
    messages: rows.map(({ message, day, opening, replied, replyMs }) => ({
      event_id: message.id,
      day,
      conversation: message.conversation,
      campaign: message.campaign,
      answers: message.answered?.id ?? null,
      opening,
      replied,
      human_replied: replied,
      reply_ms: replyMs,
      human_reply_ms: replyMs,
    })),
    signals: signals.map(({ id, day, campaign }) => ({ event_id: id, day, campaign })),
    outcomes: outcomes.map(({ touches: _touches, type: _type, ...outcome }) => ({
      ...outcome,
      day: dayOf(outcome.at),
      at: undefined,
    })),
    touch_days: summed([
      ...rows.map(({ message, day, opening, replied, replyMs }) => ({
        key: { day, campaign: message.campaign, sender: message.sender },
        [message.type]: 1,
        human_replies: Number(message.isReply),
        contacted: opening,
        replied,
        human_replied: replied,
        answered: Number(replyMs !== null),
        human_answered: Number(replyMs !== null),
      })),
      ...signals.map(({ day, campaign, sender, type }) => ({ key: { day, campaign, sender }, [type]: 1 })),
    ]),
    reply_time_days: summed(
      rows
        .filter(({ replyMs }) => replyMs !== null)
        .map(({ message, day, replyMs }) => ({
          key: { day, campaign: message.campaign, sender: message.sender, bucket: bucketOf(replyMs ?? 0) },
          replies: 1,
          human_replies: 1,
        })),
    ),
    conversations: [...new Set(linked.map(({ conversation }) => conversation))].map((id) => {
      const own = linked.filter(({ conversation }) => conversation === id);
      return {
        id,
        first_at: first(own)?.at,
        last_at: last(own)?.at,
        last_event: last(own)?.id,
        messages: own.length,
        inbound: own.filter(({ isOutbound }) => !isOutbound).length,
        human_replies: own.filter(({ isReply }) => isReply).length,
      };
    }),
    outcome_days: summed(
      outcomes
        .filter(({ counted }) => counted === 1)
        .map(({ at, campaign, type, currency, amount }) => ({
          key: { day: dayOf(at), campaign, type, currency },
          count: 1,
          amount: amount ?? 0,
        })),
    ),
    call_days: summed(
      calls.map(({ at, type, body }) => ({
        key: { day: dayOf(at), type },
        calls: 1,
        words: type === "transcript" ? Number(body["spokenWords"]) : 0,
        duration_ms: Number(body["duration"] ?? 0) * 1000,
      })),
    ),
  };
}

function outcomesOf(
  events: readonly Known[],
  messages: readonly (Message & { readonly campaign: string })[],
  calls: readonly Known[],
  terms: Terms,
) {
  const crm = events.filter(({ kind }) => kind === "crm");
  return crm.map((outcome) => {
    const { id, type, at, body } = outcome;
    const before = crm.filter((one) => isBefore(one, outcome) && one.body["contactEmail"] !== undefined);
    const sameOf = (field: string) =>
      last(before.filter((one) => body[field] !== undefined && one.body[field] === body[field]))?.body[
        "contactEmail"
      ];
    const contact = body["contactEmail"] ?? sameOf("opportunityId") ?? sameOf("accountName") ?? null;
    const touches = messages.filter((message) => message.contact === contact && message.at <= at);
    const cause = last(
      touches.filter(
        (touch) =>
          touch.isOutbound && touch.campaign !== "" && touch.at >= at - terms.attributionDays * 86_400_000,
      ),
    );
    const callsWith = calls.filter(
      (call) =>
        (call.type === "transcript" || call.type === "completed") &&
        call.at <= at &&
        listOf(call.body["participants"]).some((person) => personOf(person) === contact),
    );
    const sameStage = crm.filter(
      (one) => one.type === type && one.body["opportunityId"] === body["opportunityId"],
    );
    const amount = body["amount"] === undefined ? null : Math.round(Number(body["amount"]) * 100);
    return {
      event_id: id,
      type,
      at,
      contact,
      campaign: cause?.campaign ?? "",
      attributed_to: cause?.id ?? null,
      first_touch_at: first([...touches, ...callsWith])?.at ?? null,
      counted: Number(last(sameStage)?.id === id),
      amount,
      currency: amount === null ? "" : (body["currency"] ?? terms.currency ?? ""),
      touches,
    };
  });
}

function toMessage(event: Known): Message {
  const { kind, type, body } = event;
  const isInbound = INBOUND.includes(type);
  const from = personOf(body["from"]);
  const to = personOf(listOf(body["to"])[0]);
  const channel = kind === "emails" ? "email" : "social";
  const bare = (textOf(body["subject"]) ?? "").replace(/^(?:(?:re|fwd|aw): )+/i, "").toLowerCase();
  const parties = [from, to].toSorted();
  return {
    ...event,
    channel,
    isOutbound: !isInbound,
    isReply: type === "reply" || type === "message_received",
    contact: isInbound ? from : to,
    sender: isInbound ? to : from,
    conversationId: textOf(body["conversationId"]),
    thread: `${channel === "email" ? "thread" : channel}:${JSON.stringify([bare, ...parties])}`,
    ownCampaign: textOf(body["campaignId"]),
  };
}

function conversationOf({ conversationId, isOutbound, thread }: Message): string | undefined {
  if (conversationId !== undefined) return `id:${conversationId}`;
  return isOutbound ? thread : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function personOf(person: unknown): string {
  if (typeof person !== "object" || person === null) return "";
  const { email, profileUrl, name } = { email: null, profileUrl: null, name: null, ...person };
  return String(email ?? profileUrl ?? name);
}

type Placed = { readonly at: number; readonly id: string };

function isBefore(one: Placed, other: Placed): boolean {
  return one.at < other.at || (one.at === other.at && one.id < other.id);
}

function first<T extends Placed>(items: readonly T[]): T | undefined {
  return items.toSorted((one, other) => (isBefore(one, other) ? -1 : 1))[0];
}

function last<T extends Placed>(items: readonly T[]): T | undefined {
  return items.toSorted((one, other) => (isBefore(one, other) ? 1 : -1))[0];
}

function bucketOf(ms: number): number {
  return ms === 0 ? -1 : Math.floor(Math.log(ms) / Math.log(1.04));
}

function dayReader(timeZone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone });
  return (at) => Date.parse(format.format(at)) / 86_400_000;
}

/** Adds up what stands under equal keys; what comes to nothing is left out. */
function summed(parts: readonly ({ readonly key: Row } & Row)[]): readonly Row[] {
  const sums = new Map<string, Record<string, unknown>>();
  for (const { key, ...numbers } of parts) {
    const sum = sums.get(JSON.stringify(key)) ?? { ...key };
    for (const [name, value] of Object.entries(numbers)) {
      if (value !== 0) sum[name] = Number(sum[name] ?? 0) + Number(value);
    }
    sums.set(JSON.stringify(key), sum);
  }
  return [...sums.values()];
}
