// The writing side of the rejections: what is kept, and what is let go of so that it stays bounded.

import type { Fault } from "../domain/fault.ts";
import { type AddressHashes, noneOfThemSuppressed } from "./suppressed.ts";

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
  /** Refused where only the contract's own form is taken. */
  readonly isStrict: boolean;
  readonly bodyBytes: number;
  readonly isWhole: boolean;
};

/** A rejection with the hashes of the addresses in its body. */
export type KeptRejection = { readonly rejection: NewRejection; readonly hashes: AddressHashes };

// Those of the same statement do not count among the others: they have places.
const SAME_FAULT = `SELECT count(*) FROM rejections r WHERE r.workspace_id = a.value ->> 'workspaceId'
  AND r.key_id = a.value ->> 'keyId' AND r.fault = a.value ->> 'fault'
  AND r.id NOT IN (SELECT value ->> 'id' FROM json_each(?1))`;

/**
 * Keeps rejections of one workspace, each unless there are enough of its like or its body names somebody who is
 * suppressed, and lets go of those that are too many or too old. Running it again changes nothing and says the same.
 * The caller bounds the bytes.
 */
export function keepRejections(
  db: D1Database,
  workspaceId: string,
  now: number,
  kept: readonly KeptRejection[],
): D1PreparedStatement[] {
  const insert = db
    .prepare(
      `INSERT INTO rejections (id, workspace_id, key_id, key_label, provider, kind, status, code, fault, message,
         errors, received_at, body, body_bytes, is_whole, strict)
       SELECT a.value ->> 'id', a.value ->> 'workspaceId', a.value ->> 'keyId', a.value ->> 'keyLabel',
         a.value ->> 'provider', a.value ->> 'kind', a.value ->> 'status', a.value ->> 'code', a.value ->> 'fault',
         a.value ->> 'message', a.value -> 'errors', a.value ->> 'receivedAt', a.value ->> 'body',
         a.value ->> 'bodyBytes', a.value ->> 'isWhole', a.value ->> 'isStrict'
       FROM json_each(?1) a
       WHERE (${SAME_FAULT} AND r.received_at > ?2 - ${MINUTE_MS}) + (a.value ->> 'place') < ${KEPT_A_MINUTE}
         AND (${SAME_FAULT} AND r.received_at > ?2 - ${DAY_MS}) + (a.value ->> 'place') < ${KEPT_A_DAY}
         AND ${noneOfThemSuppressed("a")}
       ON CONFLICT (id) DO UPDATE SET id = excluded.id
       RETURNING id`,
    )
    .bind(JSON.stringify(withPlaces(kept)), now);
  const trim = db
    .prepare(
      `DELETE FROM rejections WHERE workspace_id = ?1 AND received_at <= max(?2 - ${KEPT_DAYS * DAY_MS}, coalesce((
         SELECT received_at FROM rejections WHERE workspace_id = ?1
         ORDER BY received_at DESC LIMIT 1 OFFSET ${KEPT_IN_ALL}), 0))`,
    )
    .bind(workspaceId, now);
  return [insert, trim];
}

/** Each with the number of those before it that have the same fault. */
function withPlaces(kept: readonly KeptRejection[]) {
  const places = new Map<string, number>();
  return kept.map(({ rejection, hashes }) => {
    const place = places.get(rejection.fault) ?? 0;
    places.set(rejection.fault, place + 1);
    const fault = rejection.fault.toWellFormed();
    return { ...rejection, fault, message: rejection.message.toWellFormed(), hashes, place };
  });
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
