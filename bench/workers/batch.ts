import * as v from "valibot";

import type { Ticket } from "../../src/storage/outbox.ts";

export const ticketsSchema = v.array(v.object({ workspaceId: v.string(), id: v.string(), run: v.number() }));

/** The tickets as the queue hands them over for the first time. */
export function toBatch(tickets: readonly Ticket[]): MessageBatch {
  return {
    queue: "touchlog-events",
    metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } },
    messages: tickets.map((body, index) => ({
      id: String(index),
      timestamp: new Date(),
      attempts: 1,
      body,
      ack() {},
      retry() {},
    })),
    ackAll() {},
    retryAll() {},
  };
}
