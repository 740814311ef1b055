import type { Runtime } from "./runtime.ts";

const COPIES = 2_000;

export type Size = {
  readonly event: string;
  /** Bytes of the database for one event, indexes and unused page space included. */
  readonly bytes: number;
};

const COLUMNS = `workspace_id, kind, type, occurred_at, received_at, provider, key_id, summary, status, due_at,
  content_hash, understood_version`;

/** Multiplies an event with a body of a size, and its message, and looks at how much the database grows. */
export async function measureSize({ env: { DB } }: Runtime): Promise<readonly Size[]> {
  const sizes: Size[] = [];
  for (const bodyBytes of [1_000, 2_000, 10_000]) {
    sizes.push({
      event: `stored, body of ${bodyBytes} bytes`,
      bytes: await growth(DB, COPY_EVENT, "stored", bodyBytes),
    });
  }
  sizes.push({ event: "what a sent or reply adds when processed", bytes: await growth(DB, COPY_MESSAGE) });
  return sizes;
}

// Ids and tokens as long as real ones.
const COPY_EVENT = `INSERT INTO events (id, first_arrival, last_arrival, body, ${COLUMNS})
  SELECT 'evt_' || lower(hex(randomblob(20))), lower(hex(randomblob(18))), lower(hex(randomblob(18))),
    substr(hex(zeroblob(?3)), 1, ?3), 'wrk_0123456789abcdef01234567', 'emails', 'opened', 1706956200000 + value,
    1706956200000 + value, 'GENERIC', 'key_0123456789abcdef01234567',
    'sarah@company.com → john@prospect.com: Follow up on our conversation', ?2, NULL, lower(hex(randomblob(32))), 1
  FROM json_each(?1)`;

const COPY_MESSAGE = `INSERT INTO messages (event_id, workspace_id, occurred_at, direction, conversation, campaign_id,
    from_address, to_address, parties, own_text, run, analysis_version)
  SELECT 'evt_' || lower(hex(randomblob(20))), 'wrk_0123456789abcdef01234567', 1706956200000 + value, 'outbound',
    'thread:["follow up on our conversation","john@prospect.com","sarah@company.com"]', 'campaign_xyz',
    'sarah@company.com', 'john@prospect.com', '["sarah@company.com","john@prospect.com"]', NULL, 1, 1
  FROM json_each(?1)`;

async function growth(db: D1Database, copy: string, ...values: readonly unknown[]): Promise<number> {
  const before = await db.prepare("SELECT 1").run();
  const numbers = JSON.stringify(Array.from({ length: COPIES }, (_none, index) => index));
  const after = await db
    .prepare(copy)
    .bind(numbers, ...values)
    .run();
  return Math.round((after.meta.size_after - before.meta.size_after) / COPIES);
}
