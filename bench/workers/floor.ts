// The floor: what no Worker that keeps the event can do without. It parses the body and inserts it, and knows nobody.
import { type Email, summarize } from "./email.ts";
import { insertRow } from "./insert.ts";

const CONTENT_HASH = "0".repeat(64);
const WORKSPACE = `wrk_${"0".repeat(36)}`;
const KEY = `key_${"0".repeat(24)}`;

export default {
  async fetch(request, env) {
    const body = await request.text();
    const email: Email = JSON.parse(body); // unchecked on purpose: a check would be more than the floor
    await insertRow(env.DB, {
      id: `evt_${`${crypto.randomUUID()}${crypto.randomUUID()}`.replaceAll("-", "").slice(0, 40)}`,
      workspaceId: WORKSPACE,
      keyId: KEY,
      type: email.eventType,
      occurredAt: Date.parse(email.eventTimestamp),
      summary: summarize(email),
      contentHash: CONTENT_HASH,
      body,
    }).run();
    return Response.json({ received: true });
  },

  async queue(batch) {
    batch.ackAll();
  },
} satisfies ExportedHandler<Env>;
