import { within } from "../storage/d1.ts";
import type { Ticket } from "../storage/outbox.ts";
import { toLogLine } from "../log-line.ts";

/** The most that one call to the platform takes. */
const SEND_BATCH = 100;

// The platform may let a send hang for most of a minute; the sweep mends what is not sent.
const SEND_MS = 5_000;

/** Queues the tickets, at most SEND_BATCH of them. False when the queue did not take them in time. */
export async function enqueue(queue: Queue, tickets: readonly Ticket[]): Promise<boolean> {
  try {
    await within(
      SEND_MS,
      queue.sendBatch(tickets.map(({ workspaceId, id, run }) => ({ body: { workspaceId, id, run } }))),
    );
    return true;
  } catch (error) {
    console.warn(toLogLine({ message: "queue send failed", events: tickets.length, error: String(error) }));
    return false;
  }
}

/** Queues any number of tickets; those come back that the queue did not take. */
export async function enqueueAll(queue: Queue, tickets: readonly Ticket[]): Promise<readonly Ticket[]> {
  for (let start = 0; start < tickets.length; start += SEND_BATCH) {
    const isQueued = await enqueue(queue, tickets.slice(start, start + SEND_BATCH));
    if (!isQueued) return tickets.slice(start);
  }
  return [];
}
