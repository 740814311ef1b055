import { findEnd, type Position } from "./event-walk.ts";
import type { Ticket } from "./outbox.ts";
import { bindFilter, countSql, type ReplayFilter } from "./replay-filter.ts";
import { WITH_STATUS } from "./status-condition.ts";

export type NewReplay = { readonly id: string; readonly workspaceId: string; readonly createdAt: number };

/** A replay that goes through its events; `cursor` is how far it has come. */
export type OpenReplay = NewReplay &
  ReplayFilter & {
    readonly seq: number;
    /** Events that it takes in. */
    readonly total: number;
    /** Later events are not part of it. */
    readonly uptoSeq: number;
    readonly cursor: Position;
  };

type OpenReplayRow = {
  seq: number;
  id: string;
  workspace_id: string;
  created_at: number;
  from_at: number;
  to_at: number;
  types: string | null;
  status: OpenReplay["status"];
  upto_seq: number;
  total: number;
  cursor_at: number;
  cursor_seq: number;
};

const OPEN_COLUMNS =
  "seq, id, workspace_id, created_at, from_at, to_at, types, status, upto_seq, total, cursor_at, cursor_seq";

/** Opens a replay of what the filter takes in now; done a second time it changes nothing. */
export async function openReplay(
  db: D1Database,
  replay: NewReplay,
  filter: ReplayFilter,
): Promise<OpenReplay> {
  const [, opened] = await db.batch<OpenReplayRow>([
    db
      .prepare(
        `INSERT INTO replays (id, workspace_id, created_at, from_at, to_at, types, status, upto_seq, total,
           cursor_at, cursor_seq)
         SELECT ?6, ?1, ?7, ?2, ?3, ?4, ?5, coalesce((SELECT max(seq) FROM events), 0), (${countSql(filter)}), ?2, 0
         WHERE true ON CONFLICT (id) DO NOTHING`,
      )
      .bind(...bindFilter(replay.workspaceId, filter), filter.status, replay.id, replay.createdAt),
    db
      .prepare(`SELECT ${OPEN_COLUMNS} FROM replays WHERE workspace_id = ?1 AND id = ?2`)
      .bind(replay.workspaceId, replay.id),
  ]);
  const row = opened?.results[0];
  if (row === undefined) throw new Error("an insert left no row");
  return toOpenReplay(row);
}

/** Those that are not through, the oldest first. */
export async function listOpenReplays(db: D1Database, limit: number): Promise<readonly OpenReplay[]> {
  const { results } = await db
    .prepare(`SELECT ${OPEN_COLUMNS} FROM replays WHERE ended_at IS NULL AND seq > 0 ORDER BY seq LIMIT ?1`)
    .bind(limit)
    .all<OpenReplayRow>();
  return results.map(toOpenReplay);
}

// Sent again, an event starts anew: other deliveries, other sweeps, another end.
export const SEND_AGAIN = `UPDATE events SET run = run + 1, status = 'pending', due_at = ?1, replay_seq = ?2, sweeps = 0,
  attempts = 0, failure = NULL, ended_at = NULL, queued_at = NULL`;

export type ReplayStep = {
  readonly tickets: readonly Ticket[];
  /** How far it has come; null when it is through. */
  readonly rest: OpenReplay | null;
};

/**
 * Makes the next `limit` events that the replay comes by pending again, and moves it on in the same transaction. When
 * two do this at once, one of them does nothing.
 */
export async function advanceReplay(
  db: D1Database,
  replay: OpenReplay,
  limit: number,
  dueAt: number,
  now: number,
): Promise<ReplayStep> {
  const { seq, workspaceId, to, types, status, uptoSeq, cursor } = replay;
  const end = await findEnd(db, { workspaceId, after: cursor, to, uptoSeq }, limit, WITH_STATUS[status]);
  const [lastAt, lastSeq] = end ?? [to, Number.MAX_SAFE_INTEGER];
  const [sent] = await db.batch<{ id: string; run: number }>([
    db
      .prepare(
        `${SEND_AGAIN} WHERE seq IN (
           SELECT seq FROM events WHERE workspace_id = ?3 AND occurred_at BETWEEN ?4 AND ?6
             AND (occurred_at, seq) > (?4, ?5) AND (occurred_at, seq) <= (?6, ?7) AND seq <= ?8
             AND (?9 IS NULL OR type IN (SELECT value FROM json_each(?9)))
             ${WITH_STATUS[status]})
           AND EXISTS (SELECT 1 FROM replays r WHERE r.seq = ?2 AND (r.cursor_at, r.cursor_seq) = (?4, ?5))
         RETURNING id, run`,
      )
      .bind(
        dueAt,
        seq,
        workspaceId,
        ...cursor,
        lastAt,
        lastSeq,
        uptoSeq,
        types === null ? null : JSON.stringify(types),
      ),
    db
      .prepare(
        `UPDATE replays SET cursor_at = ?4, cursor_seq = ?5, ended_at = ?6
         WHERE seq = ?1 AND (cursor_at, cursor_seq) = (?2, ?3)`,
      )
      .bind(seq, ...cursor, lastAt, lastSeq, end === null ? now : null),
  ]);
  const tickets = (sent?.results ?? []).map(({ id, run }) => ({ workspaceId, id, run }));
  return { tickets, rest: end === null ? null : { ...replay, cursor: end } };
}

function toOpenReplay(row: OpenReplayRow): OpenReplay {
  return {
    seq: row.seq,
    id: row.id,
    workspaceId: row.workspace_id,
    createdAt: row.created_at,
    from: row.from_at,
    to: row.to_at,
    types: row.types === null ? null : JSON.parse(row.types),
    status: row.status,
    uptoSeq: row.upto_seq,
    total: row.total,
    cursor: [row.cursor_at, row.cursor_seq],
  };
}
