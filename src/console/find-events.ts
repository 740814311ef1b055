import { persist } from "../storage/d1.ts";
import { listEvents } from "../storage/event-list.ts";
import { type EventSearch, type Found, searchEvents } from "../storage/event-search.ts";

/** A page of events: by an index where one answers the filter whole, else by looking through a bounded number. */
export function findEvents(db: D1Database, search: EventSearch): Promise<Found> {
  const { status, provider, text } = search;
  const isIndexed = provider === null && text === null && status !== "stored" && status !== "processed";
  return persist(async () => {
    if (!isIndexed) return searchEvents(db, search);
    const { events, hasMore } = await listEvents(db, { ...search, offset: 0, counts: false });
    const last = events.at(-1);
    const next = hasMore && last !== undefined ? ([last.occurredAt, last.seq] as const) : null;
    return { events, next, isCut: false };
  });
}
