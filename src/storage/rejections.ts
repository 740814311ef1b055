import type { NewRejection } from "./rejection-log.ts";

/** A rejection without what is large: the errors and the body. */
export type ListedRejection = Omit<NewRejection, "errors" | "body"> & {
  readonly seq: number;
  readonly replayedAt: number | null;
  /** The event that it became when it was sent again. */
  readonly eventId: string | null;
};

export type Rejection = ListedRejection & Pick<NewRejection, "errors" | "body">;

/** Of one event: a sender may have repeated what it got wrong. */
const TOLD_MENDED = 20;

// SQLite has no booleans.
type RejectionRow = Omit<ListedRejection, "isWhole" | "isStrict"> & {
  readonly isWhole: number;
  readonly isStrict: number;
};

const LISTED = `r.seq, r.id, r.workspace_id AS workspaceId, r.key_id AS keyId, r.key_label AS keyLabel, r.provider, r.kind,
  r.status, r.code, r.fault, r.message, r.received_at AS receivedAt, r.body_bytes AS bodyBytes, r.is_whole AS isWhole,
  r.strict AS isStrict, r.replayed_at AS replayedAt, r.event_id AS eventId`;

export type RejectionQuery = {
  readonly workspaceId: string;
  /** Epoch ms, both inclusive. */
  readonly from: number;
  readonly to: number;
  readonly code: string | null;
  readonly kind: string | null;
  readonly keyId: string | null;
  /** Only those that were not sent again yet. */
  readonly isOpen: boolean;
  readonly limit: number;
  /** Where the previous page ended, as [received_at, seq]; null for the start. */
  readonly after: readonly [number, number] | null;
};

/** The latest first; at most one more than the limit, which tells that there are more. */
export async function listRejections(
  db: D1Database,
  query: RejectionQuery,
): Promise<readonly ListedRejection[]> {
  const [receivedAt, seq] = query.after ?? [Number.MAX_SAFE_INTEGER, 0];
  const { results } = await db
    .prepare(
      `SELECT ${LISTED} FROM rejections r WHERE workspace_id = ?1 AND received_at BETWEEN ?2 AND ?3
         AND (?4 IS NULL OR code = ?4) AND (?5 IS NULL OR kind = ?5) AND (?6 IS NULL OR key_id = ?6)
         AND (?7 = 0 OR replayed_at IS NULL) AND (received_at, seq) < (?8, ?9)
       ORDER BY received_at DESC, seq DESC LIMIT ?10`,
    )
    .bind(
      query.workspaceId,
      query.from,
      Math.min(query.to, receivedAt),
      query.code,
      query.kind,
      query.keyId,
      query.isOpen ? 1 : 0,
      receivedAt,
      seq,
      query.limit + 1,
    )
    .all<RejectionRow>();
  return results.map(toListed);
}

/** Those of the workspace among the ids, in any order. */
export async function findRejections(
  db: D1Database,
  workspaceId: string,
  ids: readonly string[],
): Promise<readonly Rejection[]> {
  const { results } = await db
    .prepare(
      `SELECT ${LISTED}, r.errors, r.body FROM json_each(?2) i CROSS JOIN rejections r ON r.id = i.value AND r.workspace_id = ?1`,
    )
    .bind(workspaceId, JSON.stringify(ids))
    .all<RejectionRow & { errors: string; body: string }>();
  return results.map((row) => ({ ...toListed(row), errors: JSON.parse(row.errors) }));
}

/** When a refused body was mended and sent again; epoch ms. */
export type Mended = { readonly at: number; readonly rejectionOId: string; readonly refusedAt: number };

/** Those that became this event, as far as they are kept; the first mended first. */
export async function listMended(
  db: D1Database,
  workspaceId: string,
  eventId: string,
): Promise<readonly Mended[]> {
  const { results } = await db
    .prepare(
      `SELECT replayed_at AS at, id AS rejectionOId, received_at AS refusedAt FROM rejections
       WHERE workspace_id = ?1 AND event_id = ?2 ORDER BY replayed_at LIMIT ${TOLD_MENDED}`,
    )
    .bind(workspaceId, eventId)
    .all<Mended>();
  return results;
}

/** Notes which event a rejection became. */
export async function markReplayed(
  db: D1Database,
  workspaceId: string,
  id: string,
  eventId: string,
  at: number,
): Promise<void> {
  await db
    .prepare("UPDATE rejections SET replayed_at = ?4, event_id = ?3 WHERE workspace_id = ?1 AND id = ?2")
    .bind(workspaceId, id, eventId, at)
    .run();
}

function toListed<Row extends RejectionRow>({ isWhole, isStrict, ...row }: Row) {
  return { ...row, isWhole: isWhole === 1, isStrict: isStrict === 1 };
}
