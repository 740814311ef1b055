import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import * as v from "valibot";

import worker from "../src/index.ts";
import { overriding } from "./faults.ts";

const answerSchema = v.looseObject({
  received: v.boolean(),
  code: v.optional(v.string()),
  message: v.optional(v.string()),
  rejectionOId: v.optional(v.string()),
  additionalData: v.optional(
    v.looseObject({
      eventOId: v.string(),
      duplicate: v.boolean(),
      processingStatus: v.optional(v.string()),
      firstReceivedAt: v.optional(v.string()),
      conflict: v.optional(v.boolean()),
      warnings: v.array(v.object({ code: v.string() })),
    }),
  ),
});

export type Sending = {
  readonly secret: string;
  readonly kind?: string;
  readonly body: unknown;
  /** Bindings in place of the real ones. */
  readonly env?: Partial<Env>;
};

/** Posts an event to the Worker with the bindings given, and waits for what it does after the answer. */
export async function send({ secret, kind = "emails", body, env: bindings = {} }: Sending) {
  const request = new Request<unknown, IncomingRequestCfProperties>(
    `http://touchlog/api/v2/analytics/webhook/receive/generic/${kind}`,
    { method: "POST", headers: { api_key: secret }, body: JSON.stringify(body) },
  );
  const ctx = createExecutionContext();
  const response = await worker.fetch(request, { ...env, ...bindings }, ctx);
  const answer = v.parse(answerSchema, await response.json());
  await waitOnExecutionContext(ctx);
  return {
    status: response.status,
    retryAfter: response.headers.get("retry-after"),
    code: answer.code,
    isKept: answer.rejectionOId !== undefined,
    id: answer.additionalData?.eventOId ?? "",
    duplicate: answer.additionalData?.duplicate,
    conflict: answer.additionalData?.conflict,
    warnings: answer.additionalData?.warnings.map((warning) => warning.code),
    firstReceivedAt: answer.additionalData?.firstReceivedAt,
    processingStatus: answer.additionalData?.processingStatus,
  };
}

/** A queue that takes everything and delivers nothing, for tests that deliver by hand. */
export const silentQueue: Pick<Env, "QUEUE"> = {
  QUEUE: overriding(env.QUEUE, {
    sendBatch: async () => ({ metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } }),
  }),
};
