import type { Arrival, Insertion } from "../storage/event-insert.ts";
import { enqueueAll } from "./enqueue.ts";

/** What an event is stored with. */
export type Store = {
  readonly db: D1Database;
  readonly queue: Queue;
  /** Lets work go on when the request is answered or its client is gone. */
  readonly keepAlive: (work: Promise<unknown>) => void;
};

/** What came of storing it. */
export type Stored = { readonly arrival: Arrival; readonly insertion: Insertion | null };

/** Tells the queue of the new ones among them, of up to a hundred by one call. */
export function queueFirst(
  { queue, keepAlive }: Pick<Store, "queue" | "keepAlive">,
  stored: readonly Stored[],
): void {
  const tickets = stored
    .filter(({ insertion }) => insertion?.isFirst === true && insertion.status === "pending")
    .map(({ arrival: { event } }) => ({ workspaceId: event.workspaceId, id: event.id, run: 1 }));
  if (tickets.length > 0) keepAlive(enqueueAll(queue, tickets));
}
