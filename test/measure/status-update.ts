import { performance } from "node:perf_hooks";

import type { Runtime } from "./runtime.ts";

const ROUNDS = 15;

/** Sizes of bodies, each with as many rows as one statement of the consumer may mark. */
const CASES = [
  { label: "2 KB", bodyBytes: 2_000, rows: 100 },
  { label: "32 KB", bodyBytes: 32_768, rows: 100 },
  { label: "1 MiB", bodyBytes: 1_048_576, rows: 8 },
] as const;

export type StatusUpdate = {
  readonly body: string;
  /** Milliseconds for one row: in the row of the event, and in a table that holds nothing but states. */
  readonly inEventRow: number;
  readonly inNarrowTable: number;
};

/** Marks rows processed as the consumer does, many by one statement. */
export async function measureStatusUpdate({ env: { DB } }: Runtime): Promise<readonly StatusUpdate[]> {
  await DB.batch([
    DB.prepare(
      `CREATE TABLE states (id TEXT PRIMARY KEY, status TEXT NOT NULL, ended_at INTEGER, due_at INTEGER,
         failure TEXT, attempts INTEGER) STRICT, WITHOUT ROWID`,
    ),
    DB.prepare("CREATE INDEX states_due ON states (due_at) WHERE status = 'pending'"),
  ]);
  const updates: StatusUpdate[] = [];
  for (const { label, bodyBytes, rows } of CASES) {
    const ids = JSON.stringify(Array.from({ length: rows }, (_none, index) => `evt ${label} ${index}`));
    await DB.batch([
      DB.prepare(
        `INSERT INTO events (id, workspace_id, kind, type, occurred_at, received_at, provider, key_id, summary,
           status, due_at, first_arrival, last_arrival, content_hash, understood_version, body)
         SELECT value, 'wrk', 'emails', 'sent', 0, 0, 'GENERIC', 'key', 'summary', 'pending', 1, 'a', 'a', 'h', 1,
           substr(hex(zeroblob(?2)), 1, ?2) FROM json_each(?1)`,
      ).bind(ids, bodyBytes),
      DB.prepare("INSERT INTO states SELECT value, 'pending', NULL, 1, NULL, 0 FROM json_each(?1)").bind(ids),
    ]);
    updates.push({
      body: label,
      inEventRow: (await timeMark(DB, "events", ids)) / rows,
      inNarrowTable: (await timeMark(DB, "states", ids)) / rows,
    });
  }
  return updates;
}

/** Milliseconds of the fastest of ROUNDS, less what the same call takes for no row at all. */
async function timeMark(db: D1Database, table: string, ids: string): Promise<number> {
  const mark = db.prepare(
    `UPDATE ${table} SET status = 'processed', ended_at = 2, due_at = NULL, failure = NULL, attempts = 1
     FROM json_each(?1) t WHERE ${table}.id = t.value AND ${table}.status = 'pending'`,
  );
  const unmark = db.prepare(
    `UPDATE ${table} SET status = 'pending', due_at = 1 FROM json_each(?1) t WHERE ${table}.id = t.value`,
  );
  const times: number[] = [];
  const idleTimes: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    idleTimes.push(await time(() => mark.bind("[]").run()));
    times.push(await time(() => mark.bind(ids).run()));
    await unmark.bind(ids).run();
  }
  return Math.max(0, Math.min(...times) - Math.min(...idleTimes));
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
