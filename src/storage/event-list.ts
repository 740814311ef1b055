import type { EventStatus } from "./events.ts";
import { WITH_STATUS } from "./status-condition.ts";

/** Beyond so many the total is "at least", and no offset reaches further: a count reads every row it counts. */
export const MAX_COUNTED = 10_000;

export type ListQuery = {
  readonly workspaceId: string;
  /** Epoch ms, both inclusive, of the event's own time. */
  readonly from: number;
  readonly to: number;
  /** Sub-types; null for all of them. */
  readonly types: readonly string[] | null;
  /** Null for any. Failed and pending ones have an index; to look for another reads each event on the way. */
  readonly status: EventStatus | null;
  readonly limit: number;
  readonly offset: number;
  /** Where the previous page ended; null for the start. */
  readonly after: readonly [occurredAt: number, seq: number] | null;
  /** False for a total of 0, which spares the reading of every row it counts. */
  readonly counts?: boolean;
};

/** Newest first by the event's own time, then by arrival. */
export type ListedEvent = {
  readonly occurredAt: number;
  readonly seq: number;
  readonly id: string;
  readonly kind: string;
  readonly type: string;
  readonly receivedAt: number;
  readonly provider: string;
  readonly summary: string;
  readonly status: EventStatus;
  readonly duplicates: number;
};

export type EventPage = {
  readonly events: readonly ListedEvent[];
  readonly hasMore: boolean;
  /** At most MAX_COUNTED; `isMinimum` when there are more. */
  readonly total: number;
  readonly totalIsMinimum: boolean;
};

const IN_RANGE = "workspace_id = ?1 AND occurred_at BETWEEN ?2 AND ?3";
const NEWEST_FIRST = "ORDER BY occurred_at DESC, seq DESC";
/** As a ListedEvent names them. */
export const LISTED_COLUMNS =
  "seq, id, kind, type, occurred_at AS occurredAt, received_at AS receivedAt, provider, summary, status, duplicates";

// ?4 and ?5 are the position before the page, ?6 the limit, ?7 the offset.
const listAll = (status: string) => `SELECT ${LISTED_COLUMNS} FROM events
  WHERE ${IN_RANGE} AND (occurred_at, seq) < (?4, ?5) ${status} ${NEWEST_FIRST} LIMIT ?6 OFFSET ?7`;

// One short index range for each sub-type (?8, a JSON list), then merged: a rare one costs no walk over the others.
const listTypes = (status: string) => `SELECT ${LISTED_COLUMNS} FROM events WHERE seq IN (
    SELECT e.seq FROM json_each(?8) t, events e WHERE e.seq IN (
      SELECT seq FROM events i WHERE ${IN_RANGE} AND i.type = t.value AND (occurred_at, seq) < (?4, ?5) ${status}
      ${NEWEST_FIRST} LIMIT ?6 + ?7))
  ${NEWEST_FIRST} LIMIT ?6 OFFSET ?7`;

const countAll = (status: string) =>
  `SELECT count(*) AS n FROM (SELECT 1 FROM events WHERE ${IN_RANGE} ${status} LIMIT ?4)`;

const countTypes = (
  status: string,
) => `SELECT count(*) AS n FROM (SELECT 1 FROM json_each(?5) t CROSS JOIN events e
  WHERE ${IN_RANGE} AND e.type = t.value ${status} LIMIT ?4)`;

// Those that wait are few, and have an index by when they are due: walked whole and sorted, however far the range goes.
const WAITING = "events INDEXED BY events_due WHERE status = 'pending' AND due_at > 0";

const LIST_WAITING = `SELECT ${LISTED_COLUMNS} FROM ${WAITING} AND ${IN_RANGE} AND (occurred_at, seq) < (?4, ?5)
  AND (?8 IS NULL OR type IN (SELECT value FROM json_each(?8))) ${NEWEST_FIRST} LIMIT ?6 OFFSET ?7`;

const COUNT_WAITING = `SELECT count(*) AS n FROM (SELECT 1 FROM ${WAITING} AND ${IN_RANGE}
  AND (?5 IS NULL OR type IN (SELECT value FROM json_each(?5))) LIMIT ?4)`;

/** The statements for the page and for the total. */
function sqlFor({ types, status }: ListQuery): readonly [string, string] {
  if (status === "pending") return [LIST_WAITING, COUNT_WAITING];
  const condition = status === null ? "" : WITH_STATUS[status];
  return types === null
    ? [listAll(condition), countAll(condition)]
    : [listTypes(condition), countTypes(condition)];
}

export async function listEvents(db: D1Database, query: ListQuery): Promise<EventPage> {
  const { workspaceId, from, to, types, limit, offset, after, counts = true } = query;
  const [lastAt, lastSeq] = after ?? [Number.MAX_SAFE_INTEGER, 0];
  // The upper end of the index range follows the cursor: a deep page reads no more than the first.
  const page = [workspaceId, from, Math.min(to, lastAt), lastAt, lastSeq, limit + 1, offset];
  const count = [workspaceId, from, to, MAX_COUNTED + 1];
  const named = types === null ? null : JSON.stringify(types);
  const [list, total] = sqlFor(query);
  const [listed, counted] = await db.batch<ListedEvent | { n: number }>([
    db.prepare(list).bind(...page, ...(list.includes("?8") ? [named] : [])),
    ...(counts ? [db.prepare(total).bind(...count, ...(total.includes("?5") ? [named] : []))] : []),
  ]);
  const rows = (listed?.results ?? []).filter((row): row is ListedEvent => "seq" in row);
  const found = counted?.results.find((row) => "n" in row)?.n ?? 0;
  return {
    events: rows.slice(0, limit),
    hasMore: rows.length > limit,
    total: Math.min(found, MAX_COUNTED),
    totalIsMinimum: found > MAX_COUNTED,
  };
}
