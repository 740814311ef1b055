// Many events by the storage function of the import, and by the barest statement for the same rows.
import { insertEvents } from "../../src/storage/event-insert.ts";
import type { NewEvent } from "../../src/storage/events.ts";

const CONTENT_HASH = "0".repeat(64);

export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const body = await request.text();
    const list = Array.from({ length: Number(searchParams.get("count")) }, () => toEvent(body));
    if (pathname === "/bare") await insertBare(env.DB, list);
    else {
      const insertions = await insertEvents(
        env.DB,
        list.map((event) => ({ event, hashes: null })),
      );
      if (list.some(({ arrival }) => insertions.get(arrival)?.isFirst !== true)) {
        return new Response("not all are stored", { status: 500 });
      }
    }
    return new Response(null, { status: 204 });
  },

  async queue(batch) {
    batch.ackAll();
  },
} satisfies ExportedHandler<Env>;

function toEvent(body: string): NewEvent {
  return {
    id: `evt_${`${crypto.randomUUID()}${crypto.randomUUID()}`.replaceAll("-", "").slice(0, 40)}`,
    workspaceId: `wrk_${"0".repeat(36)}`,
    kind: "emails",
    type: "opened",
    occurredAt: 1_700_000_000_000,
    receivedAt: Date.now(),
    provider: "GENERIC",
    keyId: `key_${"0".repeat(24)}`,
    summary: "sarah@company.com → john@prospect.com: Follow up on our conversation",
    status: "stored",
    dueAt: null,
    arrival: crypto.randomUUID(),
    contentHash: CONTENT_HASH,
    understoodVersion: 1,
    isStrict: false,
    body,
  };
}

async function insertBare(db: D1Database, list: readonly NewEvent[]): Promise<void> {
  await db
    .prepare(
      `INSERT INTO events (id, workspace_id, kind, type, occurred_at, received_at, provider, key_id, summary,
         status, due_at, first_arrival, last_arrival, content_hash, understood_version, body)
       SELECT value ->> 'id', value ->> 'workspaceId', value ->> 'kind', value ->> 'type', value ->> 'occurredAt',
         value ->> 'receivedAt', value ->> 'provider', value ->> 'keyId', value ->> 'summary', value ->> 'status',
         value ->> 'dueAt', value ->> 'arrival', value ->> 'arrival', value ->> 'contentHash',
         value ->> 'understoodVersion', value ->> 'body'
       FROM json_each(?1)`,
    )
    .bind(JSON.stringify(list))
    .run();
}
