import type { EventStatus } from "./events.ts";
import type { OpenErasure } from "./erasures.ts";
import { indexAgain } from "./event-text.ts";
import { forgetFacts } from "./facts.ts";
import type { Ticket } from "./outbox.ts";
import { renewFacts } from "./stored-facts.ts";
import { raiseMarkersEpoch } from "./workspaces.ts";

/** An event as it is to be without the person. */
type Redaction = {
  readonly id: string;
  /** The run of the event when its body was read: under another the body may be another. */
  readonly run: number;
  readonly body: string;
  readonly summary: string;
};

/** What an erasure does to a stretch of events at once. */
export type Removal = {
  readonly deleted: readonly string[];
  readonly redacted: readonly Redaction[];
  /** Numbers of conflicts. */
  readonly conflicts: readonly number[];
};

export type Removed = {
  /** Those that are to be processed again, under their new run. */
  readonly due: readonly Ticket[];
  /** False when an event has changed since it was read: the stretch is to be read again. */
  readonly isWhole: boolean;
};

/** All or none, counted in the same transaction, which also lets no marker answer for what was there. */
export async function applyRemoval(
  db: D1Database,
  { id, workspaceId }: OpenErasure,
  { deleted, redacted, conflicts }: Removal,
  now: number,
): Promise<Removed> {
  const gone = JSON.stringify(deleted);
  const differing = JSON.stringify(conflicts);
  const changed = JSON.stringify(redacted.map((event) => ({ id: event.id, run: event.run })));
  const theirs = `SELECT e.id FROM json_each(?2) t CROSS JOIN events e
    ON e.id = t.value ->> 'id' AND e.workspace_id = ?1 AND e.run = t.value ->> 'run'`;
  const before = [
    db
      .prepare(
        `UPDATE erasures SET
           deleted = deleted + (SELECT count(*) FROM json_each(?3) i CROSS JOIN events e
             ON e.id = i.value AND e.workspace_id = ?1),
           redacted = redacted + (SELECT count(*) FROM (${theirs})),
           conflicts = conflicts + (SELECT count(*) FROM json_each(?4) i CROSS JOIN conflicts c
             ON c.seq = i.value AND c.workspace_id = ?1)
         WHERE workspace_id = ?1 AND id = ?5`,
      )
      .bind(workspaceId, changed, gone, differing, id),
    ...forgetFacts(db, theirs, workspaceId, changed),
    // Before the redaction raises the run; made anew by the cron trigger from then on.
    renewFacts(
      db,
      `${theirs.replace("e.id", "e.id, e.workspace_id")} AND e.status = 'stored'`,
      workspaceId,
      changed,
    ),
    db
      .prepare("DELETE FROM conflicts WHERE workspace_id = ?1 AND seq IN (SELECT value FROM json_each(?2))")
      .bind(workspaceId, differing),
    db
      // The plus as in `deleteEvents`.
      .prepare("DELETE FROM events WHERE +workspace_id = ?1 AND id IN (SELECT value FROM json_each(?2))")
      .bind(workspaceId, gone),
    raiseMarkersEpoch(db, workspaceId, now),
  ];
  const results = await db.batch<{ id: string; run: number; status: EventStatus }>([
    ...before,
    ...redacted.map((event) => redact(db, workspaceId, event, now)),
    indexAgain(
      db,
      workspaceId,
      redacted.map((event) => event.id),
    ),
  ]);
  const rows = results.slice(before.length).flatMap((result) => result.results);
  return {
    due: rows.filter(({ status }) => status === "pending").map((row) => ({ ...row, workspaceId })),
    isWhole: rows.length === redacted.length,
  };
}

/** Under a new run, so that a consumer which has the old body can't write what it made of it. */
function redact(
  db: D1Database,
  workspaceId: string,
  { id, run, body, summary }: Redaction,
  now: number,
): D1PreparedStatement {
  return db
    .prepare(
      `UPDATE events SET body = ?4, summary = ?5, run = run + 1, attempts = 0, sweeps = 0, queued_at = NULL,
         due_at = iif(status IN ('pending', 'processed'), ?6, NULL),
         ended_at = iif(status = 'processed', NULL, ended_at),
         status = iif(status = 'processed', 'pending', status)
       WHERE workspace_id = ?1 AND id = ?2 AND run = ?3 RETURNING id, run, status`,
    )
    .bind(workspaceId, id, run, body, summary, now);
}
