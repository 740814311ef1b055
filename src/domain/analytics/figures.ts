import { rateOf, type Touches } from "./touches.ts";

export const STAGES = ["meeting_booked", "opportunity_created", "deal_won", "deal_lost"] as const;

export const CALL_TYPES = ["transcript", "scheduled", "completed", "missed"] as const;

/** Touches under the names that people ask for. */
export function toTouchFigures(touches: Touches) {
  const { contacted, replied, humanReplied } = touches;
  return {
    contacted,
    replied,
    humanReplied,
    replyRate: rateOf(replied, contacted),
    humanReplyRate: rateOf(humanReplied, contacted),
    replies: {
      all: touches.reply + touches.messageReceived,
      human: touches.humanReplies,
      outOfOffice: touches.outOfOffice,
      bounceNotices: touches.bounceNotices,
      unsubscribeRequests: touches.unsubscribeRequests,
    },
    emails: {
      sent: touches.sent,
      reply: touches.reply,
      opened: touches.opened,
      clicked: touches.clicked,
      bounced: touches.bounced,
      unsubscribed: touches.unsubscribed,
    },
    social: {
      connection_sent: touches.connectionSent,
      connection_accepted: touches.connectionAccepted,
      message_sent: touches.messageSent,
      message_received: touches.messageReceived,
    },
  };
}

type CallCount = { readonly type: string; readonly calls: number; readonly durationMs: number };

/** Calls by their sub-type, and how long they were as far as their senders said. */
export function toCallFigures(counts: readonly CallCount[]) {
  const calls = (type: string) =>
    sum(
      counts.filter((count) => count.type === type),
      (count) => count.calls,
    );
  return {
    transcript: calls("transcript"),
    scheduled: calls("scheduled"),
    completed: calls("completed"),
    missed: calls("missed"),
    durationSeconds: sum(counts, (count) => count.durationMs) / 1000,
  };
}

type StageSum = {
  readonly stage: string;
  readonly currency: string;
  readonly count: number;
  readonly amount: number;
};

/** Each stage with how many came to it, and what they are worth in each currency. */
export function toStages(sums: readonly StageSum[]) {
  return {
    meeting_booked: toStage(sums, "meeting_booked"),
    opportunity_created: toStage(sums, "opportunity_created"),
    deal_won: toStage(sums, "deal_won"),
    deal_lost: toStage(sums, "deal_lost"),
  };
}

function toStage(sums: readonly StageSum[], stage: (typeof STAGES)[number]) {
  const own = sums.filter((one) => one.stage === stage);
  const currencies = [...new Set(own.map(({ currency }) => currency))];
  const amounts = currencies.map((currency) => {
    const same = own.filter((one) => one.currency === currency);
    return {
      currency: currency === "" ? null : currency,
      count: sum(same, ({ count }) => count),
      amount: toAmount(sum(same, ({ amount }) => amount)),
    };
  });
  return { count: sum(own, ({ count }) => count), amounts };
}

/** An amount in its currency from hundredths of it. */
export function toAmount(hundredths: number): number {
  return hundredths / 100;
}

const DAY_MS = 24 * 60 * 60 * 1000;

type StageTime = { readonly stage: string; readonly medianMs: number };

/** The median days from the first touch to each stage, to a hundredth; null for a stage that nobody came to. */
export function toDaysToStage(times: readonly StageTime[]) {
  const days = (stage: (typeof STAGES)[number]) => {
    const time = times.find((one) => one.stage === stage);
    return time === undefined ? null : toDays(time.medianMs);
  };
  return {
    meeting_booked: days("meeting_booked"),
    opportunity_created: days("opportunity_created"),
    deal_won: days("deal_won"),
    deal_lost: days("deal_lost"),
  };
}

export function toDays(milliseconds: number): number {
  return Math.round((milliseconds / DAY_MS) * 100) / 100;
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
