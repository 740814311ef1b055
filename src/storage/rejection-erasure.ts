import type { Position } from "./event-walk.ts";

/** Everything of a rejection that may hold an address. */
export type RejectionText = {
  readonly seq: number;
  readonly id: string;
  readonly kind: string;
  readonly receivedAt: number;
  readonly provider: string;
  readonly body: string;
  /** The body and what the refusal says of it. */
  readonly text: string;
};

/** The earliest behind the place first. */
export async function listRejectionBodies(
  db: D1Database,
  workspaceId: string,
  after: Position,
  limit: number,
): Promise<readonly RejectionText[]> {
  const { results } = await db
    .prepare(
      `SELECT seq, id, kind, received_at, provider, body,
         message || char(10) || errors || char(10) || body AS text FROM rejections
       WHERE workspace_id = ?1 AND received_at >= ?2 AND (received_at, seq) > (?2, ?3)
       ORDER BY received_at, seq LIMIT ?4`,
    )
    .bind(workspaceId, ...after, limit)
    .all<Omit<RejectionText, "receivedAt"> & { received_at: number }>();
  return results.map(({ received_at: receivedAt, ...row }) => ({ ...row, receivedAt }));
}

/** Deletes them, counted for the erasure in the same transaction. */
export async function deleteRejectionsOf(
  db: D1Database,
  workspaceId: string,
  erasureId: string,
  seqs: readonly number[],
): Promise<void> {
  const list = JSON.stringify(seqs);
  await db.batch([
    db
      .prepare(
        `UPDATE erasures SET rejections = rejections + (
           SELECT count(*) FROM json_each(?3) i CROSS JOIN rejections r ON r.seq = i.value AND r.workspace_id = ?1)
         WHERE workspace_id = ?1 AND id = ?2`,
      )
      .bind(workspaceId, erasureId, list),
    db
      .prepare("DELETE FROM rejections WHERE workspace_id = ?1 AND seq IN (SELECT value FROM json_each(?2))")
      .bind(workspaceId, list),
  ]);
}
