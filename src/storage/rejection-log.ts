// The writing side of the rejections: what is kept, and what is let go of so that it stays bounded.

import type { Fault } from "../domain/fault.ts";
import { type AddressHashes, bindHashes, nobodySuppressed } from "./suppressed.ts";

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

const SAME_FAULT =
  "SELECT count(*) FROM rejections WHERE workspace_id = ?2 AND key_id = ?3 AND fault = ?9 AND id <> ?1";

/**
 * Keeps a rejection unless there are enough of its like or its body names somebody who is suppressed, and lets go of
 * those that are too many or too old. Running it again changes nothing and says the same.
 */
export function keepRejection(
  db: D1Database,
  rejection: NewRejection,
  hashes: AddressHashes,
): D1PreparedStatement[] {
  const insert = db
    .prepare(
      `INSERT INTO rejections (id, workspace_id, key_id, key_label, provider, kind, status, code, fault, message,
         errors, received_at, body, body_bytes, is_whole)
       SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15
       WHERE (${SAME_FAULT} AND received_at > ?12 - ${MINUTE_MS}) < ${KEPT_A_MINUTE}
         AND (${SAME_FAULT} AND received_at > ?12 - ${DAY_MS}) < ${KEPT_A_DAY}
         AND ${nobodySuppressed("?2", "?16", hashes)}
       ON CONFLICT (id) DO UPDATE SET id = excluded.id
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
      bindHashes(hashes),
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

/** Lets go of the oldest that are past their time, a bounded number at once, in workspaces that refuse nothing more. Says how many. */
export async function deleteOldRejections(db: D1Database, now: number): Promise<number> {
  const { results } = await db
    .prepare(
      `DELETE FROM rejections WHERE seq IN (
         SELECT seq FROM (SELECT seq, received_at FROM rejections WHERE seq > 0 ORDER BY seq LIMIT ${DELETED_AT_ONCE})
         WHERE received_at < ?1) RETURNING seq`,
    )
    .bind(now - KEPT_DAYS * DAY_MS)
    .all();
  return results.length;
}
