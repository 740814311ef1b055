import type { Fault } from "../domain/fault.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Rejections of one key for one fault that are kept with their body; beyond that they are counted only. */
export const KEPT_A_MINUTE = 20;
const KEPT_A_DAY = 200;

/** The latest of a workspace that are kept. */
export const KEPT_IN_ALL = 1_000;

/** How long they are kept. */
export const KEPT_DAYS = 14;

const DELETED_AT_ONCE = 100;

/** A body that was refused, with why. */
export type NewRejection = {
  readonly id: string;
  readonly workspaceId: string;
  readonly keyId: string;
  readonly keyLabel: string;
  readonly provider: string;
  readonly kind: string;
  readonly status: number;
  readonly code: string;
  /** What is the same for all bodies that are wrong in the same way. */
  readonly fault: string;
  readonly message: string;
  readonly errors: readonly Fault[];
  readonly receivedAt: number;
  /** As sent, or as much of it as is kept. */
  readonly body: string;
  readonly bodyBytes: number;
  readonly isWhole: boolean;
};

/** A rejection without what is large: the errors and the body. */
export type ListedRejection = Omit<NewRejection, "errors" | "body"> & {
  readonly seq: number;
  readonly replayedAt: number | null;
  /** The event that it became when it was sent again. */
  readonly eventId: string | null;
};

export type Rejection = ListedRejection & Pick<NewRejection, "errors" | "body">;

type RejectionRow = {
  seq: number;
  id: string;
  workspace_id: string;
  key_id: string;
  key_label: string;
  provider: string;
  kind: string;
  status: number;
  code: string;
  fault: string;
  message: string;
  received_at: number;
  body_bytes: number;
  is_whole: number;
  replayed_at: number | null;
  event_id: string | null;
};

const LISTED = `r.seq, r.id, r.workspace_id, r.key_id, r.key_label, r.provider, r.kind, r.status, r.code, r.fault,
  r.message, r.received_at, r.body_bytes, r.is_whole, r.replayed_at, r.event_id`;

const SAME_FAULT = "SELECT count(*) FROM rejections WHERE workspace_id = ?2 AND key_id = ?3 AND fault = ?9";

/** Keeps a rejection unless there are enough of its like, and lets go of those that are too many or too old. */
export function keepRejection(db: D1Database, rejection: NewRejection): D1PreparedStatement[] {
  const insert = db
    .prepare(
      `INSERT INTO rejections (id, workspace_id, key_id, key_label, provider, kind, status, code, fault, message,
         errors, received_at, body, body_bytes, is_whole)
       SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15
       WHERE (${SAME_FAULT} AND received_at > ?12 - ${MINUTE_MS}) < ${KEPT_A_MINUTE}
         AND (${SAME_FAULT} AND received_at > ?12 - ${DAY_MS}) < ${KEPT_A_DAY}
       RETURNING id`,
    )
    .bind(
      rejection.id,
      rejection.workspaceId,
      rejection.keyId,
      rejection.keyLabel,
      rejection.provider,
      rejection.kind,
      rejection.status,
      rejection.code,
      rejection.fault,
      rejection.message,
      JSON.stringify(rejection.errors),
      rejection.receivedAt,
      rejection.body,
      rejection.bodyBytes,
      rejection.isWhole ? 1 : 0,
    );
  const trim = db
    .prepare(
      `DELETE FROM rejections WHERE workspace_id = ?1 AND received_at <= max(?2 - ${KEPT_DAYS * DAY_MS}, coalesce((
         SELECT received_at FROM rejections WHERE workspace_id = ?1
         ORDER BY received_at DESC LIMIT 1 OFFSET ${KEPT_IN_ALL}), 0))`,
    )
    .bind(rejection.workspaceId, rejection.receivedAt);
  return [insert, trim];
}

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
  return results.map((row) => ({ ...toListed(row), errors: JSON.parse(row.errors), body: row.body }));
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

/** Lets go of the oldest that are past their time, a bounded number at once, in workspaces that refuse nothing more. */
export async function deleteOldRejections(db: D1Database, now: number): Promise<void> {
  await db
    .prepare(
      `DELETE FROM rejections WHERE seq IN (
         SELECT seq FROM (SELECT seq, received_at FROM rejections ORDER BY seq LIMIT ${DELETED_AT_ONCE})
         WHERE received_at < ?1)`,
    )
    .bind(now - KEPT_DAYS * DAY_MS)
    .run();
}

function toListed(row: RejectionRow): ListedRejection {
  return {
    seq: row.seq,
    id: row.id,
    workspaceId: row.workspace_id,
    keyId: row.key_id,
    keyLabel: row.key_label,
    provider: row.provider,
    kind: row.kind,
    status: row.status,
    code: row.code,
    fault: row.fault,
    message: row.message,
    receivedAt: row.received_at,
    bodyBytes: row.body_bytes,
    isWhole: row.is_whole === 1,
    replayedAt: row.replayed_at,
    eventId: row.event_id,
  };
}
