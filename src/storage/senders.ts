// How keys of all workspaces are used, for whoever looks after them.

import { HOUR_MS, hourOf } from "./periods.ts";

export type Sender = {
  readonly keyId: string;
  readonly workspaceId: string;
  readonly label: string;
  readonly provider: string;
};

const SENDER = "k.id AS keyId, k.workspace_id AS workspaceId, k.label, k.provider";

/** The most that one look finds. */
const MAX_FOUND = 100;

export type StoppedSender = Sender & {
  /** Epoch ms of the last arrival. */
  readonly lastAt: number;
  /** Of the time looked at. */
  readonly activeHours: number;
  readonly longestGapHours: number;
};

export type Rhythm = {
  /** From when on activity is looked at. */
  readonly since: number;
  /** With fewer active hours there is no rhythm to speak of. */
  readonly minActiveHours: number;
  readonly minSilenceMs: number;
  /** A key that ends before is meant to fall silent. */
  readonly endsAfter: number;
};

/**
 * Keys from which nothing has come, not even what was refused, for more than twice their longest gap. None while
 * arrivals are still uncounted.
 */
export async function findStoppedSenders(
  db: D1Database,
  now: number,
  { since, minActiveHours, minSilenceMs, endsAfter }: Rhythm,
): Promise<readonly StoppedSender[]> {
  const { results } = await db
    .prepare(
      `SELECT ${SENDER}, last_at AS lastAt, active_hours AS activeHours, longest_gap AS longestGapHours
       FROM (
         SELECT key_id, max(last_at) AS last_at, count(*) AS active_hours, max(gap) AS longest_gap FROM (
           SELECT key_id, last_at, hour - lag(hour) OVER (PARTITION BY key_id ORDER BY hour) AS gap
           FROM key_activity WHERE hour >= ?2)
         GROUP BY key_id
         HAVING count(*) >= ?3 AND ?1 - max(last_at) > max(?4, 2 * ${HOUR_MS} * max(gap)))
       JOIN api_keys k ON k.id = key_id
       WHERE k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ?5)
         AND (SELECT at FROM marks WHERE name = 'totals') >= ?1 - ${HOUR_MS}
         AND NOT EXISTS (SELECT 1 FROM refusal_counts r WHERE r.workspace_id = k.workspace_id
           AND r.hour > last_at / ${HOUR_MS} AND r.key_id = k.id)
       LIMIT ${MAX_FOUND}`,
    )
    .bind(now, hourOf(since), minActiveHours, minSilenceMs, endsAfter)
    .all<StoppedSender>();
  return results;
}

export type FailingSender = Sender & { readonly refused: number; readonly accepted: number };

/**
 * Keys of whose requests in this hour and the last more than half were refused, `minRefused` at least, while in the 24
 * hours before it was less than a tenth.
 */
export async function findFailingSenders(
  db: D1Database,
  now: number,
  minRefused: number,
): Promise<readonly FailingSender[]> {
  const { results } = await db
    .prepare(
      `SELECT ${SENDER}, refused, accepted FROM (
         SELECT key_id, sum(iif(is_recent, refused, 0)) AS refused, sum(iif(is_recent, accepted, 0)) AS accepted,
           sum(iif(is_recent, 0, refused)) AS refused_before, sum(iif(is_recent, 0, accepted)) AS accepted_before
         FROM (
           SELECT key_id, hour >= ?1 - 1 AS is_recent, count AS refused, 0 AS accepted
           FROM refusal_counts WHERE hour >= ?1 - 25
           UNION ALL SELECT key_id, hour >= ?1 - 1, 0, count FROM key_activity WHERE hour >= ?1 - 25)
         GROUP BY key_id)
       JOIN api_keys k ON k.id = key_id
       WHERE refused >= ?2 AND refused > accepted AND 10 * refused_before < refused_before + accepted_before
       LIMIT ${MAX_FOUND}`,
    )
    .bind(hourOf(now), minRefused)
    .all<FailingSender>();
  return results;
}
