import { recordHeartbeat } from "../storage/heartbeats.ts";
import { sweepOverdue, type Ticket, unsweep } from "../storage/outbox.ts";
import { enqueue, SEND_BATCH } from "./enqueue.ts";

const ROWS = 1_000;
const ROUNDS = 5;

// Above this the queue is behind rather than broken: only what can't be in it any more is queued again.
const LARGE_BACKLOG = 10_000;

/**
 * Queues the pending events that have waited too long, oldest first, at most ROWS × ROUNDS of them. The first goes
 * alone: while the queue refuses messages, a sweep marks and unmarks one row and not a thousand.
 */
export async function sweep(db: D1Database, queue: Queue, delayMs: number, now: number): Promise<number> {
  const receivedBefore = await holdBackAfter(queue);
  let swept = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    const limit = round === 0 ? 1 : ROWS;
    const tickets = await sweepOverdue(db, { now, delayMs, limit, receivedBefore });
    const refused = await enqueueAll(queue, tickets);
    if (refused.length > 0) await unsweep(db, refused, now);
    swept += tickets.length - refused.length;
    if (tickets.length < limit || refused.length > 0) break;
  }
  await recordHeartbeat(db, "sweep", now);
  return swept;
}

/** The time from which rows are left alone, since their message is still on its way; null for no such time. */
async function holdBackAfter(queue: Queue): Promise<number | null> {
  try {
    const { backlogCount, oldestMessageTimestamp } = await queue.metrics();
    return backlogCount > LARGE_BACKLOG ? (oldestMessageTimestamp?.getTime() ?? null) : null;
  } catch (error) {
    console.warn({ message: "queue metrics not available", error: String(error) });
    return null;
  }
}

/** Those that the queue did not take. */
async function enqueueAll(queue: Queue, tickets: readonly Ticket[]): Promise<readonly Ticket[]> {
  for (let start = 0; start < tickets.length; start += SEND_BATCH) {
    const isQueued = await enqueue(queue, tickets.slice(start, start + SEND_BATCH));
    if (!isQueued) return tickets.slice(start);
  }
  return [];
}
