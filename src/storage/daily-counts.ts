import { dayOf, hourOf } from "./periods.ts";

const COLUMNS = "day, workspace_id, kind, type, provider, outcome";

/** Ends an INSERT of COLUMNS and count. */
const ADD = `ON CONFLICT (${COLUMNS}) DO UPDATE SET count = count + excluded.count`;

/**
 * Counts events that end, for the transaction that ends them: a row for each group of like events. `from` is SQL
 * that names the events `e` and takes ?1.
 */
export function countEnded(
  db: D1Database,
  outcome: "processed" | "failed",
  from: string,
  parameter: string,
  now: number,
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO daily_counts (${COLUMNS}, count)
       SELECT ?2, e.workspace_id, e.kind, e.type, e.provider, ?3, count(DISTINCT e.seq) FROM ${from}
       GROUP BY e.workspace_id, e.kind, e.type, e.provider ${ADD}`,
    )
    .bind(parameter, dayOf(now), outcome);
}

/** Repeats of like events that one key brought. */
export type Duplicates = {
  readonly workspaceId: string;
  readonly keyId: string;
  readonly kind: string;
  readonly type: string;
  readonly provider: string;
  readonly count: number;
  readonly lastAt: number;
};

export function countDuplicates(db: D1Database, duplicates: readonly Duplicates[]): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO daily_counts (${COLUMNS}, count)
       SELECT d.value ->> 'day', d.value ->> 'workspaceId', d.value ->> 'kind', d.value ->> 'type',
         d.value ->> 'provider', 'duplicate', d.value ->> 'count' FROM json_each(?1) d WHERE true ${ADD}`,
    )
    .bind(JSON.stringify(duplicates.map((group) => ({ ...group, day: dayOf(group.lastAt) }))));
}

// A day's worth of hours at once, so that a run does a bounded piece of work.
const OLDEST = "hour < min(?1, (SELECT min(hour) FROM refusal_counts) + 24)";

/** Turns refusals by hour that are older than a time into refusals by day, the oldest first. Says how many rows. */
export async function rollUpRefusals(db: D1Database, before: number): Promise<number> {
  const [, rolledUp] = await db.batch([
    db
      .prepare(
        `INSERT INTO daily_counts (${COLUMNS}, count, totalled)
         SELECT hour / 24 AS day, workspace_id, '', '', '', code, sum(count), sum(totalled)
         FROM refusal_counts WHERE ${OLDEST} GROUP BY day, workspace_id, code
         ${ADD}, totalled = totalled + excluded.totalled`,
      )
      .bind(hourOf(before)),
    db.prepare(`DELETE FROM refusal_counts WHERE ${OLDEST} RETURNING hour`).bind(hourOf(before)),
  ]);
  return rolledUp?.results.length ?? 0;
}
