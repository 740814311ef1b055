import type { Settings } from "../settings.ts";
import { deleteReceivedBefore } from "../storage/retention.ts";

const ROWS = 500;
const ROUNDS = 10;

/**
 * Removes events that are kept no longer, with all that was made of them, a bounded number at once. Says how many.
 * Markers need no word of it: one of an event so old counts as none.
 */
export async function removeExpired(db: D1Database, { retentionMs }: Settings, now: number): Promise<number> {
  if (retentionMs === null) return 0;
  let removed = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const count = await deleteReceivedBefore(db, now - retentionMs, ROWS);
    removed += count;
    if (count < ROWS) break;
  }
  return removed;
}
