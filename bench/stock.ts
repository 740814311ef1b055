import type { Server } from "./server.ts";

const ROWS = 10_000;

export type Stock = {
  readonly server: Server;
  /** Which rows: the ids come from it. */
  readonly from: number;
  readonly count: number;
  readonly type: string;
  readonly status: "stored" | "pending";
  readonly body: string;
};

/** The id of a row that `fill` has made. */
export function idOf(index: number): string {
  return `evt_${String(index).padStart(40, "0")}`;
}

const FIRST_AT = 1_700_000_000_000;
const STEP_MS = 1_000;

/** When it happened, and arrived; epoch ms. */
export function occurredAtOf(index: number): number {
  return FIRST_AT + index * STEP_MS;
}

/** Puts events into the database, past the Worker. They are counted already. */
export async function fill({ server, from, count, type, status, body }: Stock): Promise<void> {
  const { db, holder } = server;
  for (let start = from; start < from + count; start += ROWS) {
    await db
      .prepare(
        `WITH RECURSIVE numbers (n) AS (SELECT ?1 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ?2)
         INSERT INTO events (id, workspace_id, kind, type, occurred_at, received_at, provider, key_id, summary, status,
           due_at, first_arrival, last_arrival, content_hash, understood_version, body)
         SELECT printf('evt_%040d', n), ?3, 'emails', ?4, ?8 + n * ?9, ?8 + n * ?9,
           'GENERIC', ?5, 'sarah@company.com → john@prospect.com: Follow up on our conversation', ?6,
           iif(?6 = 'pending', 1900000000000, NULL), printf('%036d', n), printf('%036d', n), printf('%064d', n), 1, ?7
         FROM numbers`,
      )
      .bind(
        start,
        Math.min(start + ROWS, from + count),
        holder.workspaceId,
        type,
        holder.key.id,
        status,
        body,
        FIRST_AT,
        STEP_MS,
      )
      .run();
  }
  await db.prepare("UPDATE marks SET value = (SELECT max(seq) FROM events) WHERE name = 'received'").run();
}
