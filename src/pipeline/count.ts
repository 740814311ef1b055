import { countArrivals } from "../storage/arrivals.ts";
import { deleteActivityBefore } from "../storage/key-activity.ts";
import { addToTotals } from "../storage/totals.ts";

const ROWS = 5_000;
const ROUNDS = 3;

/** How long it is known by the hour when a key was used. */
export const ACTIVITY_MS = 8 * 24 * 60 * 60_000;

/** Counts what arrived since the last time, at most ROWS × ROUNDS events, and brings the totals up to date. */
export async function countEvents(db: D1Database, now: number): Promise<number> {
  let counted = 0;
  let isComplete = false;
  for (let round = 0; round < ROUNDS && !isComplete; round++) {
    const added = await countArrivals(db, ROWS, now - ACTIVITY_MS);
    counted += added;
    isComplete = added < ROWS;
  }
  await addToTotals(db, now, isComplete);
  await deleteActivityBefore(db, now - ACTIVITY_MS);
  return counted;
}
