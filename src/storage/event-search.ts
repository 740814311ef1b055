import { LISTED_COLUMNS, type ListedEvent } from "./event-list.ts";
import type { Position } from "./event-walk.ts";
import type { EventStatus } from "./events.ts";
import { toMatch } from "./event-text.ts";

/** Events that one search looks at: no index helps with what it filters by, and it should end soon. */
export const LOOKED_AT = 5_000;

export type EventSearch = {
  readonly workspaceId: string;
  /** Epoch ms, both inclusive, of the event's own time. */
  readonly from: number;
  readonly to: number;
  /** Null for any, like the next three. */
  readonly types: readonly string[] | null;
  readonly status: EventStatus | null;
  readonly provider: string | null;
  /** Words in the subject, the title or the names and addresses of those who take part. */
  readonly text: string | null;
  readonly limit: number;
  /** Where the last search ended; null for the start. */
  readonly after: Position | null;
};

export type Found = {
  readonly events: readonly ListedEvent[];
  /** Where to go on, null at the end. */
  readonly next: Position | null;
  /** Whether it stopped for having looked at LOOKED_AT, not for having found enough. */
  readonly isCut: boolean;
};

// ?1 workspace, ?2 and ?3 the range, ?4 and ?5 where to begin, ?6 what FTS is asked.
const BY_TIME = `SELECT seq AS n FROM events WHERE workspace_id = ?1 AND occurred_at BETWEEN ?2 AND ?3
  AND (occurred_at, seq) < (?4, ?5) AND ?6 IS NULL ORDER BY occurred_at DESC, seq DESC`;

// D1 binds a number as a real, and FTS5 begins at a rowid only when it is an integer.
const BY_TEXT = `SELECT f.rowid AS n FROM event_text f WHERE f.event_text MATCH ?6 AND f.rowid < CAST(?5 AS INTEGER)
  ORDER BY f.rowid DESC`;

const FILTER = `e.workspace_id = ?1 AND e.occurred_at BETWEEN ?2 AND ?3
  AND (?7 IS NULL OR e.type IN (SELECT value FROM json_each(?7))) AND (?8 IS NULL OR e.status = ?8)
  AND (?9 IS NULL OR e.provider = ?9)`;

/** The newest first: by the event's own time, or by arrival when words are looked for. */
export async function searchEvents(db: D1Database, search: EventSearch): Promise<Found> {
  const { workspaceId, from, to, types, status, provider, text, limit, after } = search;
  const match = text === null ? null : toMatch(workspaceId, text);
  if (text !== null && match === null) return { events: [], next: null, isCut: false };
  const [lastAt, lastSeq] = after ?? [Number.MAX_SAFE_INTEGER, match === null ? 0 : Number.MAX_SAFE_INTEGER];
  const end = match === null ? Math.min(to, lastAt) : to;
  const place = [workspaceId, from, end, lastAt, lastSeq, match];
  const candidates = match === null ? BY_TIME : BY_TEXT;
  const { results } = await db
    .prepare(
      `SELECT ${LISTED_COLUMNS} FROM (${candidates} LIMIT ${LOOKED_AT}) CROSS JOIN events e ON e.seq = n
       WHERE ${FILTER} LIMIT ?10`,
    )
    .bind(...place, types === null ? null : JSON.stringify(types), status, provider, limit + 1)
    .all<ListedEvent>();
  const events = results.slice(0, limit);
  const last = events.at(-1);
  if (results.length > limit && last !== undefined) {
    return { events, next: [last.occurredAt, last.seq], isCut: false };
  }
  const furthest = await db
    .prepare(
      `SELECT e.occurred_at, e.seq FROM (${candidates} LIMIT 1 OFFSET ${LOOKED_AT - 1}) CROSS JOIN events e ON e.seq = n`,
    )
    .bind(...place)
    .first<{ occurred_at: number; seq: number }>();
  const next = furthest === null ? null : ([furthest.occurred_at, furthest.seq] as const);
  return { events, next, isCut: next !== null };
}
