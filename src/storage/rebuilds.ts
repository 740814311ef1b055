import type { ZoneOffset } from "../domain/time-zone.ts";
import { localDay } from "./facts.ts";
import { END, findEnd, type Position, START } from "./event-walk.ts";
import { insertOffsets } from "./workspaces.ts";

/** A change of what the figures of all events depend on, and how far it has come. */
export type Rebuild = {
  readonly workspaceId: string;
  readonly startedAt: number;
  readonly total: number;
  readonly done: number;
  readonly endedAt: number | null;
};

export type TermsChange = { readonly timeZone: string | null; readonly attributionDays: number | null };

/**
 * Changes the terms of a workspace, null leaving one as it is, and begins to go over its events anew. Facts that are
 * made from now on follow the new terms. False when there is no such workspace.
 */
export async function changeTerms(
  db: D1Database,
  workspaceId: string,
  { timeZone, attributionDays }: TermsChange,
  offsets: readonly ZoneOffset[],
  now: number,
): Promise<boolean> {
  const [changed] = await db.batch([
    db
      .prepare(
        `UPDATE workspaces SET time_zone = coalesce(?2, time_zone), attribution_days = coalesce(?3, attribution_days)
         WHERE id = ?1 RETURNING id`,
      )
      .bind(workspaceId, timeZone, attributionDays),
    ...(timeZone === null
      ? []
      : [
          db.prepare("DELETE FROM zone_offsets WHERE workspace_id = ?1").bind(workspaceId),
          insertOffsets(db, workspaceId, timeZone, offsets),
        ]),
    db
      .prepare(
        `INSERT INTO rebuilds (workspace_id, started_at, upto_seq, cursor_at, cursor_seq, total, done)
         SELECT w.id, ?2, coalesce((SELECT max(seq) FROM events), 0), ?3, ?4,
           (SELECT count(*) FROM events e WHERE e.workspace_id = w.id AND e.occurred_at > ?3), 0
         FROM workspaces w WHERE w.id = ?1
         ON CONFLICT (workspace_id) DO UPDATE SET started_at = excluded.started_at, upto_seq = excluded.upto_seq,
           cursor_at = excluded.cursor_at, cursor_seq = excluded.cursor_seq, total = excluded.total, done = 0,
           ended_at = NULL`,
      )
      .bind(workspaceId, now, ...START),
  ]);
  return changed?.results.length === 1;
}

type OpenRow = {
  workspace_id: string;
  started_at: number;
  upto_seq: number;
  cursor_at: number;
  cursor_seq: number;
};

/** Goes on with the rebuild that began first, by at most `limit` events. Says whether there was one. */
export async function continueRebuild(db: D1Database, limit: number, now: number): Promise<boolean> {
  const open = await db
    .prepare(
      `SELECT workspace_id, started_at, upto_seq, cursor_at, cursor_seq FROM rebuilds WHERE ended_at IS NULL
         AND started_at > 0 ORDER BY started_at LIMIT 1`,
    )
    .first<OpenRow>();
  if (open === null) return false;
  const after: Position = [open.cursor_at, open.cursor_seq];
  const walk = { workspaceId: open.workspace_id, after, to: END[0], uptoSeq: open.upto_seq };
  const next = await findEnd(db, walk, limit);
  const stretch = [open.workspace_id, ...after, ...(next ?? END), open.upto_seq] as const;
  await db.batch([
    ...["messages", "signals", "outcomes", "calls"].map((table) =>
      db.prepare(setDays(table)).bind(...stretch),
    ),
    db.prepare(ATTRIBUTE).bind(...stretch),
    db
      .prepare(
        `UPDATE rebuilds SET cursor_at = ?4, cursor_seq = ?5, ended_at = iif(?8, ?9, NULL),
           done = iif(?8, total, min(total, done + ?7))
         WHERE workspace_id = ?1 AND started_at = ?6 AND (cursor_at, cursor_seq) = (?2, ?3)`,
      )
      .bind(
        open.workspace_id,
        ...after,
        ...(next ?? after),
        open.started_at,
        limit,
        next === null ? 1 : 0,
        now,
      ),
  ]);
  return true;
}

const STRETCH = `SELECT e.id FROM events e WHERE e.workspace_id = ?1 AND e.occurred_at BETWEEN ?2 AND ?4
  AND (e.occurred_at, e.seq) > (?2, ?3) AND (e.occurred_at, e.seq) <= (?4, ?5) AND e.seq <= ?6`;

// Triggers take the figures from day to day.
function setDays(table: string): string {
  return `UPDATE ${table} SET day = ${localDay(table)}
    WHERE event_id IN (${STRETCH}) AND day IS NOT NULL AND day <> ${localDay(table)}`;
}

const ATTRIBUTE = `UPDATE outcomes SET (campaign, attributed_to, attributed_at) = (
    SELECT l.campaign, l.attributed_to, l.attributed_at FROM outcome_links l WHERE l.event_id = outcomes.event_id)
  WHERE event_id IN (${STRETCH})`;

/** The rebuilds of all workspaces, running or over. */
export async function listRebuilds(db: D1Database): Promise<readonly Rebuild[]> {
  const { results } = await db
    .prepare(
      "SELECT workspace_id, started_at, total, done, ended_at FROM rebuilds WHERE workspace_id > '' ORDER BY workspace_id",
    )
    .all<{
      workspace_id: string;
      started_at: number;
      total: number;
      done: number;
      ended_at: number | null;
    }>();
  return results.map((row) => ({
    workspaceId: row.workspace_id,
    startedAt: row.started_at,
    total: row.total,
    done: row.done,
    endedAt: row.ended_at,
  }));
}
