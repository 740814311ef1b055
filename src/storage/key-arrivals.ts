// What has come with one key of late, for whoever sets a sender up and waits for its first event.

import type { EventStatus } from "./events.ts";

/** An event on its way; instants in epoch ms, null for what has not happened. */
export type Arrival = {
  readonly id: string;
  readonly summary: string;
  readonly type: string;
  readonly status: EventStatus;
  readonly receivedAt: number;
  readonly queuedAt: number | null;
  readonly endedAt: number | null;
  readonly failure: string | null;
};

type RefusedArrival = { readonly id: string; readonly message: string };

// Of the whole database, as for the page Live.
const LOOKED_AT = 2_000;

const COLUMNS = `e.id, e.summary, e.type, e.status, e.received_at AS receivedAt, e.queued_at AS queuedAt,
  e.ended_at AS endedAt, e.failure`;

/** The number of the last event that arrived in any workspace: what comes later has a greater one. */
export async function readLastNumber(db: D1Database): Promise<number> {
  return (await db.prepare("SELECT max(seq) AS last FROM events").first<number>("last")) ?? 0;
}

export type KeyArrivals = {
  /** The latest event that is none of the tests. */
  readonly latest: Arrival | null;
  /** The latest body that was refused and not sent again since. */
  readonly refused: RefusedArrival | null;
  readonly tests: readonly Arrival[];
};

export type Watch = {
  readonly workspaceId: string;
  readonly keyId: string;
  /** The number of the last event before the key was made. */
  readonly after: number;
  readonly since: number;
  /** Ids of test events, in the order in which they were sent. */
  readonly tests: readonly string[];
};

/** What has come with a key, among the last arrivals of the database, and what has become of its test events. */
export async function findKeyArrivals(
  db: D1Database,
  { workspaceId, keyId, after, since, tests }: Watch,
): Promise<KeyArrivals> {
  const list = JSON.stringify(tests);
  const [latest, sent, refused] = await db.batch([
    db
      .prepare(
        `SELECT ${COLUMNS} FROM (SELECT seq AS n FROM events WHERE seq > ?3 ORDER BY seq DESC LIMIT ${LOOKED_AT})
         CROSS JOIN events e ON e.seq = n AND e.workspace_id = ?1
         WHERE e.key_id = ?2 AND e.id NOT IN (SELECT value FROM json_each(?4)) LIMIT 1`,
      )
      .bind(workspaceId, keyId, after, list),
    db
      .prepare(
        `SELECT ${COLUMNS} FROM json_each(?2) i CROSS JOIN events e ON e.id = i.value AND e.workspace_id = ?1`,
      )
      .bind(workspaceId, list),
    db
      .prepare(
        `SELECT id, message FROM rejections
         WHERE workspace_id = ?1 AND received_at >= ?3 AND key_id = ?2 AND replayed_at IS NULL
         ORDER BY received_at DESC LIMIT 1`,
      )
      .bind(workspaceId, keyId, since),
  ]);
  // The rows are as the statements above name them.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const [event] = (latest?.results ?? []) as readonly Arrival[];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const [rejection] = (refused?.results ?? []) as readonly RefusedArrival[];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const arrived = (sent?.results ?? []) as readonly Arrival[];
  return { latest: event ?? null, refused: rejection ?? null, tests: arrived };
}
