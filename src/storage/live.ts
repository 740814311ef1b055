import type { EventStatus } from "./events.ts";
import { dayOf } from "./periods.ts";

/** How far somebody has seen what arrives. */
export type Seen = {
  /** The last number of the events, over all workspaces of the database. */
  readonly event: number;
  readonly rejection: number;
  /** Repeats of the day so far, and when it was looked for them; epoch ms. */
  readonly repeats: number;
  readonly at: number;
};

export type LiveEvent = {
  readonly seq: number;
  readonly id: string;
  readonly kind: string;
  readonly type: string;
  readonly receivedAt: number;
  readonly summary: string;
  readonly status: EventStatus;
  readonly duplicates: number;
  readonly lastDuplicateAt: number | null;
  /** Of the connection that brought it; the key's id when the key is gone. */
  readonly connection: string;
};

export type LiveRejection = {
  readonly seq: number;
  readonly id: string;
  readonly kind: string;
  readonly receivedAt: number;
  readonly message: string;
  readonly connection: string;
  /** What it became when it was mended; null while it is open. */
  readonly eventId: string | null;
};

/** Arrivals of the whole database that one look goes back: of a long absence the last are enough. */
const LOOKED_AT = 2_000;

/** What one look gives of each sort. */
const SHOWN = 50;

const EVENTS = `SELECT e.seq, e.id, e.kind, e.type, e.received_at AS receivedAt, e.summary, e.status, e.duplicates,
    e.last_duplicate_at AS lastDuplicateAt, coalesce(k.label, e.key_id) AS connection`;
const KEY = "LEFT JOIN api_keys k ON k.id = e.key_id AND k.workspace_id = e.workspace_id";
const ARRIVED = `(SELECT seq AS n FROM events WHERE seq > ?2 ORDER BY seq DESC LIMIT ${LOOKED_AT})
  CROSS JOIN events e ON e.seq = n AND e.workspace_id = ?1 ${KEY}`;

/** What came since; nothing but three short look-ups when nothing did. */
export async function findArrivals(
  db: D1Database,
  workspaceId: string,
  seen: Seen,
  now: number,
): Promise<{
  readonly events: readonly LiveEvent[];
  readonly rejections: readonly LiveRejection[];
  readonly seen: Seen;
}> {
  const [events, rejections, marks] = await db.batch([
    db.prepare(`${EVENTS} FROM ${ARRIVED} LIMIT ${SHOWN}`).bind(workspaceId, seen.event),
    db
      .prepare(
        `SELECT seq, id, kind, received_at AS receivedAt, message, key_label AS connection, event_id AS eventId
         FROM rejections
         WHERE workspace_id = ?1 AND received_at > ?2 AND seq > ?3 ORDER BY received_at DESC LIMIT ${SHOWN}`,
      )
      .bind(workspaceId, seen.at - LATE_MS, seen.rejection),
    db
      .prepare(
        `SELECT (SELECT max(seq) FROM events) AS event, (SELECT max(seq) FROM rejections) AS rejection,
           (SELECT sum(count) FROM daily_counts WHERE day = ?2 AND workspace_id = ?1 AND outcome = 'duplicate') AS repeats`,
      )
      .bind(workspaceId, dayOf(now)),
  ]);
  // The rows are as the statements above name them.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const [mark] = (marks?.results ?? []) as readonly {
    event: number | null;
    rejection: number | null;
    repeats: number | null;
  }[];
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    events: (events?.results ?? []) as readonly LiveEvent[],
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    rejections: (rejections?.results ?? []) as readonly LiveRejection[],
    seen: { event: mark?.event ?? 0, rejection: mark?.rejection ?? 0, repeats: mark?.repeats ?? 0, at: now },
  };
}

// What came a moment ago may be written only now.
const LATE_MS = 15_000;

/**
 * Events among the last arrivals that came again since. Asked only when the day's count has moved: no index leads to
 * them.
 */
export async function findRepeated(
  db: D1Database,
  workspaceId: string,
  since: number,
): Promise<readonly LiveEvent[]> {
  const { results } = await db
    .prepare(`${EVENTS} FROM ${ARRIVED} WHERE e.last_duplicate_at > ?3 LIMIT ${SHOWN}`)
    .bind(workspaceId, 0, since - LATE_MS)
    .all<LiveEvent>();
  return results;
}

/** The workspace's latest by their own time: what to begin with where others fill the last arrivals. */
export async function findLatest(db: D1Database, workspaceId: string): Promise<readonly LiveEvent[]> {
  const { results } = await db
    .prepare(
      `${EVENTS} FROM events e ${KEY} WHERE e.workspace_id = ?1 AND e.occurred_at <= ?2
       ORDER BY e.occurred_at DESC, e.seq DESC LIMIT ${SHOWN}`,
    )
    .bind(workspaceId, Number.MAX_SAFE_INTEGER)
    .all<LiveEvent>();
  return results;
}
