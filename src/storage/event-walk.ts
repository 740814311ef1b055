/** A place in the order of a workspace's events: by their own time, then by arrival. */
export type Position = readonly [occurredAt: number, seq: number];

/** Before the first event of all, and behind the last. */
export const START: Position = [Number.MIN_SAFE_INTEGER, 0];
export const END: Position = [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];

export type Walk = {
  readonly workspaceId: string;
  /** The last place that was seen. */
  readonly after: Position;
  /** Epoch ms, inclusive. */
  readonly to: number;
  /** Later arrivals are left out. */
  readonly uptoSeq: number;
};

/** Where the next `limit` events end; null when there are fewer. `condition` is SQL that narrows them. */
export async function findEnd(
  db: D1Database,
  { workspaceId, after, to, uptoSeq }: Walk,
  limit: number,
  condition = "",
): Promise<Position | null> {
  const row = await db
    .prepare(
      `SELECT occurred_at, seq FROM events WHERE workspace_id = ?1 AND occurred_at BETWEEN ?2 AND ?4
         AND (occurred_at, seq) > (?2, ?3) AND seq <= ?5 ${condition}
       ORDER BY occurred_at, seq LIMIT 1 OFFSET ?6`,
    )
    .bind(workspaceId, ...after, to, uptoSeq, limit - 1)
    .first<{ occurred_at: number; seq: number }>();
  return row === null ? null : [row.occurred_at, row.seq];
}
