/** Bodies of one kind that were refused for one fault. */
export type RejectionGroup = {
  readonly kind: string;
  readonly fault: string;
  /** Of the latest of them that is open, or of the latest when none is; so is the message. */
  readonly id: string;
  readonly message: string;
  readonly lastAt: number;
  readonly firstAt: number;
  readonly count: number;
  /** Those that were not sent again yet. */
  readonly open: number;
};

/** One of a group. */
export type AlikeRejection = {
  readonly id: string;
  readonly receivedAt: number;
  readonly keyLabel: string;
  readonly isOpen: boolean;
};

type GroupRow = {
  kind: string;
  fault: string;
  id: string;
  message: string;
  last_at: number;
  first_at: number;
  count: number;
  open: number;
};

/** The workspace's refused bodies by kind and fault, those with the latest first. No more are kept than are read here. */
export async function groupRejections(
  db: D1Database,
  workspaceId: string,
): Promise<readonly RejectionGroup[]> {
  const { results } = await db
    .prepare(
      `SELECT kind, fault, id, message, last_at, first_at, count, open FROM (
         SELECT kind, fault, id, message, max(received_at) OVER alike AS last_at, min(received_at) OVER alike AS first_at,
           count(*) OVER alike AS count, sum(replayed_at IS NULL) OVER alike AS open,
           row_number() OVER (PARTITION BY kind, fault ORDER BY replayed_at IS NULL DESC, received_at DESC) AS place
         FROM rejections WHERE workspace_id = ?1 WINDOW alike AS (PARTITION BY kind, fault)
       ) WHERE place = 1 ORDER BY last_at DESC`,
    )
    .bind(workspaceId)
    .all<GroupRow>();
  return results.map(({ last_at: lastAt, first_at: firstAt, ...row }) => ({ ...row, lastAt, firstAt }));
}

/** The latest of one group, at most `limit`. */
export async function listGroup(
  db: D1Database,
  workspaceId: string,
  { kind, fault }: Pick<RejectionGroup, "kind" | "fault">,
  limit: number,
): Promise<readonly AlikeRejection[]> {
  const { results } = await db
    .prepare(
      `SELECT id, received_at, key_label, replayed_at IS NULL AS is_open FROM rejections
       WHERE workspace_id = ?1 AND kind = ?2 AND fault = ?3 ORDER BY received_at DESC LIMIT ?4`,
    )
    .bind(workspaceId, kind, fault, limit)
    .all<{ id: string; received_at: number; key_label: string; is_open: number }>();
  return results.map((row) => ({
    id: row.id,
    receivedAt: row.received_at,
    keyLabel: row.key_label,
    isOpen: row.is_open === 1,
  }));
}
