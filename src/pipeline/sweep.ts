import { recordHeartbeat } from "../storage/heartbeats.ts";
import { sweepOverdue, unsweep } from "../storage/outbox.ts";
import { LARGE_BACKLOG, readBacklog } from "./backlog.ts";
import { enqueueAll } from "./enqueue.ts";

const ROWS = 1_000;
const ROUNDS = 5;

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

/**
 * The time from which rows are left alone, null for no such time: while the queue is behind rather than broken, only
 * what can't be in it any more is queued again.
 */
async function holdBackAfter(queue: Queue): Promise<number | null> {
  const backlog = await readBacklog(queue);
  if (backlog === null || backlog.backlogCount <= LARGE_BACKLOG) return null;
  return backlog.oldestMessageTimestamp?.getTime() ?? null;
}
