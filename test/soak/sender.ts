import { setTimeout as sleep } from "node:timers/promises";

import * as v from "valibot";

import type { Sending } from "./plan.ts";

const ANSWER_MS = 30_000;
const PAUSE_MS = 400;

const answerSchema = v.looseObject({
  received: v.boolean(),
  code: v.optional(v.string()),
  rejectionOId: v.optional(v.string()),
  additionalData: v.optional(
    v.object({
      eventOId: v.string(),
      duplicate: v.boolean(),
      conflict: v.optional(v.boolean(), false),
      processingStatus: v.optional(v.string()),
    }),
  ),
});

type Answer = v.InferOutput<typeof answerSchema>;

/** The answer that ended a submission, a 2xx or a 4xx, and what it took to get it. */
export type Outcome = {
  readonly sending: Sending;
  readonly status: number;
  readonly answer: Answer;
  /** Epoch ms. */
  readonly answeredAt: number;
  /** Attempts that may have been heard and had no answer, or a 5xx: what they did is not known. */
  readonly unanswered: number;
};

/** What the sender sees while it runs. */
export type Traffic = {
  /** Requests sent and not answered yet. */
  open: number;
  done: number;
  retries: number;
  /** Attempts that nobody was there to hear, between a kill and the next start. */
  unheard: number;
  /** Answers of 5xx, and those of them that said that something was received. */
  fiveXx: number;
  falselyReceived: number;
};

/** Sends as a good client does: again after a 5xx, a broken connection or no answer, until it is told yes or no. */
export async function sendUntilAnswered(
  origin: string,
  secret: string,
  sending: Sending,
  label: string,
  traffic: Traffic,
): Promise<Outcome> {
  let unanswered = 0;
  for (let attempt = 0; ; attempt++) {
    const { status, text, retryAfterMs, wasHeard } = await sendOnce(
      origin,
      secret,
      sending,
      label,
      attempt,
      traffic,
    );
    if (status >= 200 && status < 500) {
      const answer = v.parse(v.pipe(v.string(), v.parseJson(), answerSchema), text);
      return { sending, status, answer, answeredAt: Date.now(), unanswered };
    }
    if (status >= 500) {
      traffic.fiveXx++;
      if (/"received"\s*:\s*true/.test(text)) traffic.falselyReceived++;
    }
    if (wasHeard) {
      unanswered++;
      traffic.retries++;
    } else traffic.unheard++;
    await sleep(retryAfterMs ?? PAUSE_MS * (0.5 + Math.random()));
  }
}

type Reply = {
  readonly status: number;
  readonly text: string;
  readonly retryAfterMs: number | null;
  /** False when the connection was refused. */
  readonly wasHeard: boolean;
};

/** `status` 0 stands for no answer. */
async function sendOnce(
  origin: string,
  secret: string,
  { kind, text: body, contentType, weather }: Sending,
  label: string,
  attempt: number,
  traffic: Traffic,
): Promise<Reply> {
  traffic.open++;
  try {
    const response = await fetch(`${origin}/api/v2/analytics/webhook/receive/generic/${kind}`, {
      method: "POST",
      headers: {
        api_key: secret,
        "content-type": contentType,
        "x-soak-label": `${label}.${attempt}`,
        ...(weather.isKvAway ? { "x-soak-kv": "away" } : {}),
        // By the time of the next attempt it is back.
        ...(attempt === 0 ? { "x-soak-d1": weather.d1 } : {}),
      },
      body,
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const retryAfter = response.headers.get("retry-after");
    return {
      status: response.status,
      text: await response.text(),
      retryAfterMs: retryAfter === null ? null : Number(retryAfter) * 1000,
      wasHeard: true,
    };
  } catch (error) {
    const cause: unknown = error instanceof Error ? error.cause : null;
    const wasHeard = !(cause instanceof Error && "code" in cause && cause.code === "ECONNREFUSED");
    return { status: 0, text: "", retryAfterMs: null, wasHeard };
  } finally {
    traffic.open--;
  }
}
