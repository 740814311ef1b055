import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";

import worker from "../src/index.ts";
import type { Ticket } from "../src/storage/outbox.ts";

const EVENTS_QUEUE = "touchlog-events";
export const DEAD_LETTERS_QUEUE = "touchlog-dead-letters";

export type Letter = Ticket & { readonly attempts?: number; readonly queuedAt?: Date };

/** Hands a batch to the Worker as the platform does; says which events were acknowledged and which are to come again. */
export async function deliver(letters: readonly Letter[], bindings: Partial<Env> = {}, queue = EVENTS_QUEUE) {
  const messages = letters.map(({ workspaceId, id, run, attempts = 1, queuedAt = new Date() }, index) => ({
    id: String(index),
    timestamp: queuedAt,
    attempts,
    body: { workspaceId, id, run },
  }));
  const batch = createMessageBatch(queue, messages);
  const retries = batch.messages.map((message) => vi.spyOn(message, "retry"));
  const ctx = createExecutionContext();
  await worker.queue(batch, { ...env, ...bindings });
  const result = await getQueueResult(batch, ctx);
  const idOf = (messageId: string) => letters[Number(messageId)]?.id ?? "";
  return {
    acked: result.ackAll ? letters.map(({ id }) => id) : result.explicitAcks.map(idOf),
    retried: result.retryBatch.retry
      ? letters.map(({ id }) => id)
      : result.retryMessages.map(({ msgId }) => idOf(msgId)),
    delays: retries.flatMap((retry) => retry.mock.calls.map(([options]) => options?.delaySeconds)),
  };
}
