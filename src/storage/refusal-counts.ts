import { HOUR_MS, hourOf } from "./periods.ts";

/** Refusals of one key for one code within one hour. */
export type RefusalCount = {
  readonly keyId: string;
  readonly code: string;
  /** Epoch ms of the hour's start. */
  readonly hourAt: number;
  readonly count: number;
};

/** What one counter has come to. It only grows, so that writing it again, or late, adds nothing twice. */
export type RefusalTally = {
  readonly workspaceId: string;
  readonly keyId: string;
  readonly code: string;
  readonly at: number;
  /** Random: which counter of the hour's, whichever isolate it is in. */
  readonly counter: string;
  /** All that the counter has counted so far. */
  readonly total: number;
};

/** Brings the hour's count up to what the counter says, and gives what it has come to over all counters. */
export function tallyRefusals(db: D1Database, tally: RefusalTally): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO refusal_counts (workspace_id, hour, key_id, code, count, tallies)
       VALUES (?1, ?2, ?3, ?4, ?5, json_object(?6, CAST(?5 AS INTEGER)))
       ON CONFLICT (workspace_id, hour, key_id, code) DO UPDATE SET
         count = count + max(0, excluded.count - coalesce(tallies ->> ?6, 0)),
         tallies = json_set(tallies, '$.' || ?6, max(excluded.count, coalesce(tallies ->> ?6, 0)))
       RETURNING count`,
    )
    .bind(tally.workspaceId, hourOf(tally.at), tally.keyId, tally.code, tally.total, tally.counter);
}

/** The hours that begin in the range, the latest first. */
export async function listRefusalCounts(
  db: D1Database,
  workspaceId: string,
  from: number,
  to: number,
): Promise<readonly RefusalCount[]> {
  const { results } = await db
    .prepare(
      `SELECT key_id AS keyId, code, hour * ${HOUR_MS} AS hourAt, count FROM refusal_counts
       WHERE workspace_id = ?1 AND hour BETWEEN ?2 AND ?3 ORDER BY hour DESC, key_id, code`,
    )
    .bind(workspaceId, hourOf(from), hourOf(to))
    .all<RefusalCount>();
  return results;
}
