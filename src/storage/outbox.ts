// The events table seen as the outbox that it is: rows that are pending, and what becomes of them.

import type { Company } from "../domain/facts.ts";
import { COMPANY_COLUMNS, type CompanyRow, toCompany } from "./company.ts";
import { countEnded } from "./daily-counts.ts";

/** Bodies up to this size come with the first look at a batch; larger ones in slices of their own. */
const SMALL_BODY_BYTES = 32 * 1024;

/** Which processing of which event: what a queue message says. A replay raises the run. */
export type Ticket = { readonly workspaceId: string; readonly id: string; readonly run: number };

/** A pending event as the consumer finds it. `body` is null while only its size is known. */
export type DueEvent = Ticket & {
  readonly status: string;
  readonly kind: string;
  readonly occurredAt: number;
  readonly attempts: number;
  readonly bodyBytes: number;
  readonly isStrict: boolean;
  readonly body: string | null;
  /** Whose event it is. */
  readonly company: Company;
};

type DueRow = {
  workspace_id: string;
  id: string;
  run: number;
  status: string;
  kind: string;
  occurred_at: number;
  attempts: number;
  body_bytes: number;
  strict: number;
  body: string | null;
} & CompanyRow;

// The tickets are ?1, a JSON list; CROSS JOIN keeps them the outer loop.
const TICKETS = `json_each(?1) t CROSS JOIN events e
  ON e.id = t.value ->> 'id' AND e.workspace_id = t.value ->> 'workspaceId'`;

/** Narrowed to those whose very run is still to be done: the guard of every write. */
export const STILL_DUE = `${TICKETS} AND e.run = t.value ->> 'run' AND e.status = 'pending'`;

/** The events behind the tickets, in any order; what was erased meanwhile is not among them. */
export async function loadDue(db: D1Database, tickets: readonly Ticket[]): Promise<readonly DueEvent[]> {
  const { results } = await db
    .prepare(
      `SELECT e.workspace_id, e.id, e.run, e.status, e.kind, e.occurred_at, e.attempts, e.strict,
         octet_length(e.body) AS body_bytes, iif(octet_length(e.body) <= ?2, e.body, NULL) AS body,
         ${COMPANY_COLUMNS}
       FROM ${TICKETS} LEFT JOIN workspaces w ON w.id = e.workspace_id`,
    )
    .bind(JSON.stringify(tickets), SMALL_BODY_BYTES)
    .all<DueRow>();
  return results.map((row) => ({
    workspaceId: row.workspace_id,
    id: row.id,
    run: row.run,
    status: row.status,
    kind: row.kind,
    occurredAt: row.occurred_at,
    attempts: row.attempts,
    bodyBytes: row.body_bytes,
    isStrict: row.strict === 1,
    body: row.body,
    company: toCompany(row),
  }));
}

/** The bodies by event id. The caller bounds how much that is. */
export async function loadBodies(
  db: D1Database,
  tickets: readonly Ticket[],
): Promise<ReadonlyMap<string, string>> {
  const { results } = await db
    .prepare(`SELECT e.id, e.body FROM ${TICKETS}`)
    .bind(JSON.stringify(tickets))
    .all<{ id: string; body: string }>();
  return new Map(results.map((row) => [row.id, row.body]));
}

/**
 * The end of the deliveries of these tickets. What has a recorded reason is failed with it. What has none never
 * reached an attempt (D1 was away, say) and is due for the next sweep.
 */
export async function buryTickets(db: D1Database, tickets: readonly Ticket[], now: number): Promise<void> {
  const due = `SELECT e.seq FROM ${STILL_DUE} WHERE e.failure IS`;
  await db.batch([
    countEnded(db, "failed", `${STILL_DUE} WHERE e.failure IS NOT NULL`, JSON.stringify(tickets), now),
    db
      .prepare(
        `UPDATE events SET status = 'failed', due_at = NULL, ended_at = ?2 WHERE seq IN (${due} NOT NULL)`,
      )
      .bind(JSON.stringify(tickets), now),
    db.prepare(`UPDATE events SET due_at = ?2 WHERE seq IN (${due} NULL)`).bind(JSON.stringify(tickets), now),
  ]);
}

export type Sweep = {
  readonly now: number;
  /** Milliseconds until a row is due again, doubled with every sweep of it up to MAX_SWEEP_DELAY_MS. */
  readonly delayMs: number;
  readonly limit: number;
  /** Only rows received before this time; null for all. */
  readonly receivedBefore: number | null;
};

const MAX_SWEEP_DELAY_MS = 60 * 60_000;

/** Swept so often without an outcome, in about two days, an event is failed. */
export const MAX_SWEEPS = 54;

const OVERDUE = "SELECT seq FROM events WHERE status = 'pending' AND due_at <= ?1";

/** Marks overdue rows, oldest first, and returns them; those that were swept too often end as failed. */
export async function sweepOverdue(db: D1Database, sweep: Sweep): Promise<readonly Ticket[]> {
  const { now, delayMs, limit, receivedBefore } = sweep;
  await failSpent(db, now, limit);
  const { results } = await db
    .prepare(
      `UPDATE events SET sweeps = sweeps + 1, due_at = ?1 + min(?4, ?2 * (1 << sweeps))
       WHERE seq IN (${OVERDUE} AND (?5 IS NULL OR received_at < ?5) ORDER BY due_at LIMIT ?3)
       RETURNING workspace_id, id, run`,
    )
    .bind(now, delayMs, limit, MAX_SWEEP_DELAY_MS, receivedBefore)
    .all<{ workspace_id: string; id: string; run: number }>();
  return results.map((row) => ({ workspaceId: row.workspace_id, id: row.id, run: row.run }));
}

const SPENT = `events e WHERE e.seq IN (SELECT value FROM json_each(?1)) AND e.status = 'pending'
  AND e.sweeps >= ${MAX_SWEEPS}`;

/** Fails what was swept too often. Looked for first, since on most days there is none to fail and to count. */
async function failSpent(db: D1Database, now: number, limit: number): Promise<void> {
  const { results } = await db
    .prepare(`${OVERDUE} AND sweeps >= ?2 ORDER BY due_at LIMIT ?3`)
    .bind(now, MAX_SWEEPS, limit)
    .all<{ seq: number }>();
  if (results.length === 0) return;
  const spent = JSON.stringify(results.map(({ seq }) => seq));
  await db.batch([
    countEnded(db, "failed", SPENT, spent, now),
    db
      .prepare(
        `UPDATE events SET status = 'failed', due_at = NULL, ended_at = ?2,
           failure = coalesce(failure || '; ', '') || 'queued ' || sweeps || ' times more without an outcome'
         WHERE seq IN (SELECT e.seq FROM ${SPENT})`,
      )
      .bind(spent, now),
  ]);
}

/** Takes a sweep of these rows back, since the queue did not take them. */
export async function unsweep(db: D1Database, tickets: readonly Ticket[], now: number): Promise<void> {
  await db
    .prepare(
      `UPDATE events SET sweeps = max(0, sweeps - 1), due_at = ?2 WHERE seq IN (SELECT e.seq FROM ${STILL_DUE})`,
    )
    .bind(JSON.stringify(tickets), now)
    .run();
}
