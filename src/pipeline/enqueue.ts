import { within } from "../storage/d1.ts";
import type { Ticket } from "../storage/outbox.ts";

/** The most that one call to the platform takes. */
export const SEND_BATCH = 100;

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
    console.warn({ message: "queue send failed", events: tickets.length, error: String(error) });
    return false;
  }
}
