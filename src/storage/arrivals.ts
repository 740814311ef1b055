import { addActivity } from "./key-activity.ts";
import { findArrived } from "./marks.ts";

// The mark is where the count begins: a run that comes second in a race finds it moved, and counts nothing.
const UNCOUNTED = `events e WHERE e.seq > ?1 AND e.seq <= ?2
  AND (SELECT value FROM marks WHERE name = 'received') = ?1`;

/**
 * Counts the events that arrived since the last count, at most `limit` of them, and says how many: by day, in the
 * totals and by key and hour. The mark moves in the same transaction, so that each is counted once.
 */
export async function countArrivals(db: D1Database, limit: number, activeSince: number): Promise<number> {
  const range = await findArrived(db, "received", limit);
  if (range === null) return 0;
  const { first, last, n } = range;
  await db.batch([
    db
      .prepare(
        // Totalled at once: the day may be long over.
        `INSERT INTO daily_counts (day, workspace_id, kind, type, provider, outcome, count, totalled)
         SELECT e.received_at / 86400000 AS day, e.workspace_id, e.kind, e.type, e.provider, 'received', count(*), count(*)
         FROM ${UNCOUNTED} GROUP BY day, e.workspace_id, e.kind, e.type, e.provider
         ON CONFLICT (day, workspace_id, kind, type, provider, outcome)
           DO UPDATE SET count = count + excluded.count, totalled = totalled + excluded.totalled`,
      )
      .bind(first, last),
    db
      .prepare(
        `INSERT INTO totals (outcome, kind, type, provider, count)
         SELECT 'received', e.kind, e.type, e.provider, count(*)
         FROM ${UNCOUNTED} GROUP BY e.kind, e.type, e.provider
         ON CONFLICT (outcome, kind, type, provider) DO UPDATE SET count = count + excluded.count`,
      )
      .bind(first, last),
    addActivity(
      db,
      `SELECT e.received_at / 3600000 AS hour, e.key_id, e.workspace_id, count(*), max(e.received_at)
       FROM ${UNCOUNTED} AND e.received_at >= ?3 GROUP BY hour, e.key_id, e.workspace_id`,
      [first, last, activeSince],
    ),
    db.prepare("UPDATE marks SET value = ?2 WHERE name = 'received' AND value = ?1").bind(first, last),
  ]);
  return n;
}
