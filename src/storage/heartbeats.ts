/** Notes that a regular piece of work was done at this time. */
export async function recordHeartbeat(db: D1Database, name: string, at: number): Promise<void> {
  await db
    .prepare(
      "INSERT INTO heartbeats (name, at) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET at = excluded.at",
    )
    .bind(name, at)
    .run();
}

/** What a look at the database says of its health; instants in epoch ms, null where there is none. */
export type Condition = {
  readonly lastSweepAt: number | null;
  /** When the event that waits the longest was received, over all workspaces, among those looked at. */
  readonly oldestPendingAt: number | null;
  /** Events that wait, over all workspaces, at most as many as were looked at. */
  readonly pending: number;
};

/** Anyone may ask for the state, so a look reads a bounded number of rows. */
export const SAMPLED = 1_000;

/** Looks at the pending events that are due first, at most `sampled`. Fails when the schema is not there. */
export async function readCondition(db: D1Database, sampled = SAMPLED): Promise<Condition> {
  const row = await db
    .prepare(
      `SELECT (SELECT at FROM heartbeats WHERE name = 'sweep') AS lastSweepAt,
         min(received_at) AS oldestPendingAt, count(*) AS pending
       FROM (SELECT received_at FROM events WHERE status = 'pending' AND due_at > 0 ORDER BY due_at LIMIT ?1)`,
    )
    .bind(sampled)
    .first<Condition>();
  return row ?? { lastSweepAt: null, oldestPendingAt: null, pending: 0 };
}

/** The same over several databases: the oldest of what each says, and of `sampled` events at most. */
export async function readConditions(dbs: Iterable<D1Database>, sampled = SAMPLED): Promise<Condition> {
  const conditions = await Promise.all([...dbs].map((db) => readCondition(db, sampled)));
  const pending = conditions.reduce((sum, condition) => sum + condition.pending, 0);
  const waits = conditions.flatMap(({ oldestPendingAt }) => oldestPendingAt ?? []);
  // One that was never swept is no less behind than any other.
  const lastSweepAt = Math.min(...conditions.map((condition) => condition.lastSweepAt ?? 0));
  return {
    lastSweepAt: lastSweepAt === 0 ? null : lastSweepAt,
    oldestPendingAt: waits.length === 0 ? null : Math.min(...waits),
    pending: Math.min(pending, sampled),
  };
}
