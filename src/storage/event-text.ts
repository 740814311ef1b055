import { findArrived } from "./marks.ts";

// What can be looked for: who takes part in an event, and what it is called.
const PLACES = [
  "subject",
  "title",
  "from",
  "to",
  "cc",
  "bcc",
  "participants",
  "opportunityName",
  "accountName",
  "contactName",
  "contactEmail",
];

// A body that SQLite does not read leaves what its summary says.
const INDEX = `INSERT OR REPLACE INTO event_text (rowid, workspace_id, words)
  SELECT e.seq, e.workspace_id, e.summary || ' ' || coalesce((
    SELECT group_concat(t.atom, ' ') FROM json_each('${JSON.stringify(PLACES.map((name) => `$.${name}`))}') p,
      json_tree(iif(json_valid(e.body), e.body, '{}'), p.value) t WHERE t.type = 'text'), '') FROM`;

/**
 * Takes in the events that arrived since the last time, at most `limit`, and says how many. Not when they arrive: their
 * senders would wait for it. The mark moves in the same transaction.
 */
export async function indexArrivals(db: D1Database, limit: number, now: number): Promise<number> {
  const range = await findArrived(db, "text", limit);
  if (range === null) return 0;
  await db.batch([
    db.prepare(`${INDEX} events e WHERE e.seq > ?1 AND e.seq <= ?2`).bind(range.first, range.last),
    db
      .prepare("UPDATE marks SET value = ?2, at = ?3 WHERE name = 'text' AND value = ?1")
      .bind(range.first, range.last, now),
  ]);
  return range.n;
}

/** Takes the events' words anew, for the transaction that changes their bodies. */
export function indexAgain(db: D1Database, workspaceId: string, ids: readonly string[]): D1PreparedStatement {
  return db
    .prepare(`${INDEX} json_each(?2) i CROSS JOIN events e ON e.id = i.value AND e.workspace_id = ?1`)
    .bind(workspaceId, JSON.stringify(ids));
}

const MAX_WORDS = 10;

/**
 * What FTS5 is asked for, so that all the words are found at the beginning of some word of the workspace's events. Null
 * for a text without any.
 */
export function toMatch(workspaceId: string, text: string): string | null {
  const words = text.match(/[\p{L}\p{N}\p{Co}][^\s"\p{Cc}]*/gu)?.slice(0, MAX_WORDS) ?? [];
  if (words.length === 0) return null;
  return [`workspace_id : "${workspaceId}"`, ...words.map((word) => `words : "${word}" *`)].join(" AND ");
}
