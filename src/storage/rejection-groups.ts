/** Bodies of one kind that one key brought and that were refused for one fault. */
export type RejectionGroup = {
  readonly kind: string;
  readonly fault: string;
  readonly keyId: string;
  /** Of the latest of them that is open, or of the latest when none is; so is what follows, to its event. */
  readonly id: string;
  readonly receivedAt: number;
  readonly message: string;
  readonly keyLabel: string;
  readonly provider: string;
  /** What that one became; null while it is open. */
  readonly eventId: string | null;
  readonly count: number;
  /** Those that were not mended yet. */
  readonly open: number;
};

/** One of the same kind and fault, of any key. */
export type AlikeRejection = {
  readonly id: string;
  readonly receivedAt: number;
  readonly keyLabel: string;
  readonly provider: string;
  /** Null while it is open. */
  readonly eventId: string | null;
};

// After any time that something was received at.
const BEYOND_MS = 1_000_000_000_000_000;

/**
 * The workspace's refused bodies by kind, fault and key: those with an open one first, then those with the latest. No
 * more are kept than are read here.
 */
export async function groupRejections(
  db: D1Database,
  workspaceId: string,
): Promise<readonly RejectionGroup[]> {
  const { results } = await db
    .prepare(
      // With max() SQLite takes the other columns from the row that has it.
      `SELECT kind, fault, key_id AS keyId, id, message, key_label AS keyLabel, provider, event_id AS eventId,
         received_at AS receivedAt, count(*) AS count, sum(replayed_at IS NULL) AS open,
         max(received_at + ${BEYOND_MS} * (replayed_at IS NULL)) AS place
       FROM rejections WHERE workspace_id = ?1 GROUP BY kind, fault, key_id ORDER BY place DESC`,
    )
    .bind(workspaceId)
    .all<RejectionGroup>();
  return results;
}

/** Those of one kind and fault, at most `limit`: open ones first, then the latest. */
export async function listGroup(
  db: D1Database,
  workspaceId: string,
  { kind, fault }: Pick<RejectionGroup, "kind" | "fault">,
  limit: number,
): Promise<readonly AlikeRejection[]> {
  const { results } = await db
    .prepare(
      `SELECT id, received_at AS receivedAt, key_label AS keyLabel, provider, event_id AS eventId FROM rejections
       WHERE workspace_id = ?1 AND kind = ?2 AND fault = ?3 ORDER BY replayed_at IS NOT NULL, received_at DESC LIMIT ?4`,
    )
    .bind(workspaceId, kind, fault, limit)
    .all<AlikeRejection>();
  return results;
}
