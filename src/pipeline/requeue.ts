import { persist } from "../storage/d1.ts";
import { type Ticket, unsweep } from "../storage/outbox.ts";
import { enqueueAll } from "./enqueue.ts";

export type Outbox = { readonly db: D1Database; readonly queue: Queue };

/** Queues pending events; what the queue does not take is due for the next sweep. */
export async function requeue({ db, queue }: Outbox, tickets: readonly Ticket[], now: number): Promise<void> {
  const refused = await enqueueAll(queue, tickets);
  if (refused.length > 0) await persist(() => unsweep(db, refused, now));
}
