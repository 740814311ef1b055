// Facts of events that are stored only: made by the cron trigger, in the order of arrival.

import type { Company } from "../domain/facts.ts";
import { COMPANY_COLUMNS, type CompanyRow, toCompany } from "./company.ts";
import { type Analysed, replaceFacts } from "./facts.ts";
import type { Ticket } from "./outbox.ts";

const MARK = "SELECT value FROM marks WHERE name = 'facts'";

/** An event whose facts are to be made, without its body. */
export type Unread = Ticket & {
  readonly kind: string;
  readonly isStrict: boolean;
  readonly bodyBytes: number;
  readonly company: Company;
};

export type UnreadEvents = {
  readonly events: readonly Unread[];
  /** Up to which arrival all are among them; null when nothing has arrived since the last time. */
  readonly uptoSeq: number | null;
  /** How many were looked at. */
  readonly seen: number;
};

type UnreadRow = {
  seq: number;
  id: string;
  workspace_id: string;
  run: number;
  kind: string;
  strict: number;
  body_bytes: number | null;
} & CompanyRow;

const COLUMNS = `e.seq, e.id, e.workspace_id, e.run, e.kind, e.strict,
  iif(e.status = 'stored', octet_length(e.body), NULL) AS body_bytes, ${COMPANY_COLUMNS}`;

const CHANGED = "SELECT event_id FROM facts_due WHERE event_id > '' ORDER BY event_id LIMIT ?1";

/** Stored events that arrived since the last time, or were changed, at most `limit` of each. */
export async function listUnread(db: D1Database, limit: number): Promise<UnreadEvents> {
  const [, arrived, changed] = await db.batch<UnreadRow>([
    // By now somebody else has to do with these.
    db
      .prepare(
        `DELETE FROM facts_due WHERE event_id IN (
           SELECT e.id FROM events e WHERE e.id IN (${CHANGED}) AND e.status <> 'stored')`,
      )
      .bind(limit),
    db
      .prepare(
        `SELECT ${COLUMNS} FROM events e LEFT JOIN workspaces w ON w.id = e.workspace_id
         WHERE e.seq > (${MARK}) ORDER BY e.seq LIMIT ?1`,
      )
      .bind(limit),
    db
      .prepare(
        `SELECT ${COLUMNS} FROM events e LEFT JOIN workspaces w ON w.id = e.workspace_id
         WHERE e.id IN (${CHANGED})`,
      )
      .bind(limit),
  ]);
  const rows = [...(changed?.results ?? []), ...(arrived?.results ?? [])];
  // One that was changed may be a new arrival as well.
  const events = [...new Map(rows.map((row) => [row.id, row])).values()].flatMap((row) =>
    row.body_bytes === null
      ? []
      : {
          workspaceId: row.workspace_id,
          id: row.id,
          run: row.run,
          kind: row.kind,
          isStrict: row.strict === 1,
          bodyBytes: row.body_bytes,
          company: toCompany(row),
        },
  );
  return { events, uptoSeq: arrived?.results.at(-1)?.seq ?? null, seen: rows.length };
}

const STILL_STORED = `json_each(?1) t CROSS JOIN events e
  ON e.id = t.value ->> 'id' AND e.workspace_id = t.value ->> 'workspaceId' AND e.run = t.value ->> 'run'
  AND e.status = 'stored'`;

/** Replaces the facts of events that are stored only. What has changed since it was read is left for the next time. */
export async function storeFacts(db: D1Database, analysed: readonly Analysed[]): Promise<void> {
  await db.batch([
    ...replaceFacts(db, STILL_STORED, analysed),
    db
      .prepare(`DELETE FROM facts_due WHERE event_id IN (SELECT e.id FROM ${STILL_STORED})`)
      .bind(JSON.stringify(analysed.map(({ facts: _facts, ...ticket }) => ticket))),
  ]);
}

/** Says that the facts of all arrivals up to this one are made. */
export async function markFacts(db: D1Database, uptoSeq: number, now: number): Promise<void> {
  await db
    .prepare("UPDATE marks SET value = max(value, CAST(?1 AS INTEGER)), at = ?2 WHERE name = 'facts'")
    .bind(uptoSeq, now)
    .run();
}

/** Has the facts of stored events made anew. `events` is SQL that gives their ids and workspaces. */
export function renewFacts(
  db: D1Database,
  events: string,
  ...parameters: readonly (string | number)[]
): D1PreparedStatement {
  return db
    .prepare(`INSERT INTO facts_due (event_id, workspace_id) ${events} ON CONFLICT (event_id) DO NOTHING`)
    .bind(...parameters);
}
