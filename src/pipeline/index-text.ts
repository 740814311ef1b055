import { indexArrivals } from "../storage/event-text.ts";

const ROWS = 1_000;
const ROUNDS = 10;

/** Makes what arrived since the last time findable by its words, at most ROWS × ROUNDS events. Says how many. */
export async function indexEvents(db: D1Database, now: number): Promise<number> {
  let indexed = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const added = await indexArrivals(db, ROWS, now);
    indexed += added;
    if (added < ROWS) break;
  }
  return indexed;
}
