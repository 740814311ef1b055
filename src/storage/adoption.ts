import type { NewEvent } from "./events.ts";
import { indexAgain } from "./event-text.ts";
import { forgetFacts } from "./facts.ts";
import { renewFacts } from "./stored-facts.ts";

/** What an event is to become: all that follows from a body that was kept beside it. */
export type Adoption = Pick<
  NewEvent,
  | "id"
  | "workspaceId"
  | "type"
  | "occurredAt"
  | "summary"
  | "status"
  | "dueAt"
  | "contentHash"
  | "understoodVersion"
  | "isStrict"
> & {
  /** What the differing body is kept under; another version of understanding may have made it. */
  readonly conflictHash: string;
  /** The content that it has now: when it is no longer that, nothing changes. */
  readonly replacedHash: string;
  readonly now: number;
};

const EVENT = "workspace_id = ?1 AND id = ?2";
const HAS_CONFLICT =
  "EXISTS (SELECT 1 FROM conflicts c WHERE c.event_id = ?2 AND c.workspace_id = ?1 AND c.content_hash = ?3)";

// It moves an event in the order in which an erasure walks over them.
const NO_ERASURE = "NOT EXISTS (SELECT 1 FROM erasures x WHERE x.workspace_id = ?1 AND x.ended_at IS NULL)";
const ADOPTED =
  "SELECT e.id FROM events e WHERE e.workspace_id = ?1 AND e.id = ?2 AND e.content_hash = ?3 AND e.adopted_at = ?4";

/**
 * Lets the differing body and the event's own change places, and forgets what was made of the old one. The run that
 * is due then; null when the event or the conflict is not as expected any more.
 */
export async function adoptConflict(db: D1Database, adoption: Adoption): Promise<number | null> {
  const { workspaceId, id, contentHash, conflictHash, replacedHash, now } = adoption;
  const results = await db.batch<{ run: number }>([
    db
      .prepare(
        `INSERT INTO conflicts (event_id, workspace_id, content_hash, first_at, last_at, provider, strict, body)
         SELECT id, workspace_id, content_hash, received_at, ?5, provider, strict, body FROM events
         WHERE ${EVENT} AND content_hash = ?4 AND ${HAS_CONFLICT} AND ${NO_ERASURE}
         ON CONFLICT (event_id, content_hash) DO NOTHING`,
      )
      .bind(workspaceId, id, conflictHash, replacedHash, now),
    db
      .prepare(
        `UPDATE events SET content_hash = ?12, understood_version = ?5, type = ?6, occurred_at = ?7, summary = ?8,
           status = ?9, due_at = ?10, adopted_at = ?11, run = run + 1, sweeps = 0, attempts = 0,
           failure = NULL, ended_at = NULL, queued_at = NULL, strict = ?13, body = (
             SELECT c.body FROM conflicts c WHERE c.event_id = ?2 AND c.workspace_id = ?1 AND c.content_hash = ?3)
         WHERE ${EVENT} AND content_hash = ?4 AND ${HAS_CONFLICT} AND ${NO_ERASURE} RETURNING run`,
      )
      .bind(
        workspaceId,
        id,
        conflictHash,
        replacedHash,
        adoption.understoodVersion,
        adoption.type,
        adoption.occurredAt,
        adoption.summary,
        adoption.status,
        adoption.dueAt,
        now,
        contentHash,
        adoption.isStrict ? 1 : 0,
      ),
    db
      .prepare(`DELETE FROM conflicts WHERE event_id IN (${ADOPTED}) AND content_hash = ?5`)
      .bind(workspaceId, id, contentHash, now, conflictHash),
    ...forgetFacts(db, ADOPTED, workspaceId, id, contentHash, now),
    renewFacts(
      db,
      `SELECT e.id, e.workspace_id FROM events e WHERE e.id IN (${ADOPTED}) AND e.status = 'stored'`,
      workspaceId,
      id,
      contentHash,
      now,
    ),
    indexAgain(db, workspaceId, [id]),
  ]);
  return results[1]?.results[0]?.run ?? null;
}
