export type FailedEvent = {
  readonly workspaceId: string;
  readonly id: string;
  readonly kind: string;
  readonly type: string;
};

/** The events of all workspaces that ended as failed after `from` and not after `until`, the earliest first. */
export async function listFailedEvents(
  db: D1Database,
  from: number,
  until: number,
  limit: number,
): Promise<readonly FailedEvent[]> {
  const { results } = await db
    .prepare(
      `SELECT workspace_id AS workspaceId, id, kind, type FROM events
       WHERE status = 'failed' AND ended_at > ?1 AND ended_at <= ?2 ORDER BY ended_at LIMIT ?3`,
    )
    .bind(from, until, limit)
    .all<FailedEvent>();
  return results;
}
