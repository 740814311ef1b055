// The real consumer, handed batches as the queue hands them over, and the bare writes that it can't do without.
import * as v from "valibot";

import worker from "../../src/index.ts";
import type { Ticket } from "../../src/storage/outbox.ts";
import { createMeter } from "../../test/measure/meter.ts";
import { ticketsSchema, toBatch } from "./batch.ts";

const BATCH = 100;

export default {
  async fetch(request, env) {
    const tickets = v.parse(ticketsSchema, await request.json());
    const { DB, costOf } = createMeter(env.DB);
    const isBare = new URL(request.url).pathname === "/bare";
    const cost = await costOf(async () => {
      for (let start = 0; start < tickets.length; start += BATCH) {
        const batch = tickets.slice(start, start + BATCH);
        await (isBare ? writeBare(DB, batch) : worker.queue(toBatch(batch), { ...env, DB }));
      }
    });
    return Response.json(cost);
  },

  async queue(batch) {
    batch.ackAll();
  },
} satisfies ExportedHandler<Env>;

async function writeBare(db: D1Database, tickets: readonly Ticket[]): Promise<void> {
  const list = JSON.stringify(tickets);
  await db.batch([
    db
      .prepare(
        `INSERT INTO messages (event_id, workspace_id, occurred_at, direction, conversation, campaign_id, from_address,
           to_address, parties, own_text, run, analysis_version)
         SELECT e.id, e.workspace_id, e.occurred_at, 'outbound',
           'thread:["follow up on our conversation","john@prospect.com","sarah@company.com"]', NULL,
           'sarah@company.com', 'john@prospect.com', '["sarah@company.com","john@prospect.com"]', NULL, 1, 1
         FROM json_each(?1) t CROSS JOIN events e ON e.id = t.value ->> 'id'`,
      )
      .bind(list),
    db
      .prepare(
        `UPDATE events SET status = 'processed', due_at = NULL, ended_at = ?2
         WHERE id IN (SELECT value ->> 'id' FROM json_each(?1))`,
      )
      .bind(list, Date.now()),
  ]);
}
