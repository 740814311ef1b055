import { type Arrival, bindArrivals } from "./event-insert.ts";
import type { NewEvent } from "./events.ts";
import { type AddressHashes, bindHashes, nobodySuppressed, noneOfThemSuppressed } from "./suppressed.ts";

/** Differing bodies kept for one event. */
export const KEPT_CONFLICTS = 5;

export type Conflict = {
  readonly id: string;
  readonly contentHash: string;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly provider: string;
  /** As in an event. */
  readonly isStrict: boolean;
  readonly body: string;
};

const ID_CHARACTERS = 40;

/** Names a differing body by its content, so that it has the same name whenever it comes again. */
function toConflictId(contentHash: string): string {
  return `con_${contentHash.slice(0, ID_CHARACTERS)}`;
}

/**
 * Keeps the body beside the event that differs from it, the latest KEPT_CONFLICTS of them; the same one once. Null when
 * it names somebody who is suppressed, without hashes when anybody is, or when the event is gone.
 */
export async function keepConflict(
  db: D1Database,
  event: NewEvent,
  hashes: AddressHashes,
): Promise<string | null> {
  const [kept] = await db.batch<{ content_hash: string }>([
    db
      .prepare(
        `INSERT INTO conflicts (event_id, workspace_id, content_hash, first_at, last_at, provider, strict, body)
         SELECT id, workspace_id, ?3, ?4, ?4, ?5, ?8, ?6 FROM events
         WHERE workspace_id = ?1 AND id = ?2 AND ${nobodySuppressed("?1", "?7", hashes)}
         ON CONFLICT (event_id, content_hash) DO UPDATE SET last_at = excluded.last_at RETURNING content_hash`,
      )
      .bind(
        event.workspaceId,
        event.id,
        event.contentHash,
        event.receivedAt,
        event.provider,
        event.body,
        bindHashes(hashes),
        event.isStrict ? 1 : 0,
      ),
    db
      .prepare(
        `DELETE FROM conflicts WHERE workspace_id = ?1 AND event_id = ?2 AND seq NOT IN (
           SELECT seq FROM conflicts WHERE event_id = ?2 ORDER BY last_at DESC, seq DESC LIMIT ?3)`,
      )
      .bind(event.workspaceId, event.id, KEPT_CONFLICTS),
  ]);
  const [row] = kept?.results ?? [];
  return row === undefined ? null : toConflictId(row.content_hash);
}

/**
 * Does for many what `keepConflict` does for one, by two statements. Says which arrivals it kept. The caller bounds the
 * bytes.
 */
export async function keepConflicts(
  db: D1Database,
  arrivals: readonly Arrival[],
): Promise<ReadonlyMap<string, true>> {
  const ids = JSON.stringify([...new Set(arrivals.map(({ event }) => event.id))]);
  const [kept] = await db.batch<{ event_id: string; content_hash: string }>([
    db
      .prepare(
        `INSERT INTO conflicts (event_id, workspace_id, content_hash, first_at, last_at, provider, strict, body)
         SELECT e.id, e.workspace_id, a.value ->> 'contentHash', a.value ->> 'receivedAt', a.value ->> 'receivedAt',
           a.value ->> 'provider', a.value ->> 'isStrict', a.value ->> 'body'
         FROM json_each(?1) a CROSS JOIN events e
           ON e.id = a.value ->> 'id' AND e.workspace_id = a.value ->> 'workspaceId'
         WHERE ${noneOfThemSuppressed("a")}
         ON CONFLICT (event_id, content_hash) DO UPDATE SET last_at = excluded.last_at
         RETURNING event_id, content_hash`,
      )
      .bind(bindArrivals(arrivals)),
    db
      .prepare(
        `DELETE FROM conflicts WHERE seq IN (
           SELECT c.seq FROM json_each(?1) i CROSS JOIN conflicts c ON c.event_id = i.value WHERE c.seq NOT IN (
             SELECT seq FROM conflicts WHERE event_id = i.value ORDER BY last_at DESC, seq DESC LIMIT ?2))`,
      )
      .bind(ids, KEPT_CONFLICTS),
  ]);
  const rows = new Set(kept?.results.map((row) => `${row.event_id} ${row.content_hash}`));
  return new Map(
    arrivals
      .filter(({ event }) => rows.has(`${event.id} ${event.contentHash}`))
      .map(({ event }) => [event.arrival, true]),
  );
}

/** The latest first. */
export async function listConflicts(
  db: D1Database,
  workspaceId: string,
  eventId: string,
): Promise<readonly Conflict[]> {
  const { results } = await db
    .prepare(
      `SELECT content_hash AS contentHash, first_at AS firstAt, last_at AS lastAt, provider, strict, body FROM conflicts
       WHERE event_id = ?2 AND workspace_id = ?1 ORDER BY last_at DESC, seq DESC`,
    )
    .bind(workspaceId, eventId)
    .all<Omit<Conflict, "id" | "isStrict"> & { strict: number }>();
  return results.map(({ strict, ...row }) => ({
    ...row,
    id: toConflictId(row.contentHash),
    isStrict: strict === 1,
  }));
}
