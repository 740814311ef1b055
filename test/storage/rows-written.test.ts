import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

import { BODIES, emailBody } from "../bodies.ts";
import { deliver } from "../deliver.ts";
import { meteredD1 } from "../metering.ts";
import { send, silentQueue } from "../send.ts";
import { createTestKey } from "../workspace.ts";

const SARAH = { email: "sarah@company.com" };
const JOHN = { email: "john@prospect.com" };

async function measure(kind: keyof typeof BODIES, eventType: string) {
  const { secret, workspaceId } = await createTestKey();
  // The use of the key is written, so that only the event is left to be.
  await send({ secret, body: BODIES.emails(), env: silentQueue });
  const { DB, meter } = meteredD1(env.DB);
  const { id } = await send({ secret, kind, body: BODIES[kind]({ eventType }), env: { ...silentQueue, DB } });
  const stored = { ...meter };
  await deliver([{ workspaceId, id, run: 1 }], { DB });
  return { stored, processed: meter };
}

describe("rows written, which the platform bills and the free plan limits", () => {
  it.each([
    ["emails", "opened"],
    ["calls", "scheduled"],
    ["crm", "deal_won"],
    ["social", "message_sent"],
  ] as const)("are at most 5 for a stored event: %s %s", async (kind, type) => {
    const { stored } = await measure(kind, type);
    expect(stored.rowsWritten).toBeGreaterThan(0);
    expect(stored.rowsWritten).toBeLessThanOrEqual(5);
  });

  it.each([
    ["emails", "sent", 15],
    ["emails", "reply", 20],
    ["calls", "transcript", 16],
  ] as const)("are few for a processed event: %s %s, at most %i", async (kind, type, most) => {
    const { processed } = await measure(kind, type);
    expect(processed.rowsWritten).toBeLessThanOrEqual(most);
  });
});

it("reads no more for a message of a thread of thousands", async () => {
  const { secret, workspaceId } = await createTestKey();
  const costOf = async (eventId: string) => {
    const body = emailBody({ eventId, eventType: "reply", conversationId: "all", from: JOHN, to: [SARAH] });
    const { id } = await send({ secret, body, env: silentQueue });
    const { DB, meter } = meteredD1(env.DB);
    await deliver([{ workspaceId, id, run: 1 }], { DB });
    return meter.rowsRead;
  };
  const fill = (from: number, count: number) =>
    env.DB.prepare(
      `INSERT INTO messages_arriving (event_id, workspace_id, occurred_at, type, direction, subject, thread,
         conversation_id, conversation_key, from_address, to_address, parties, reply_kind, run, analysis_version)
       SELECT 'evt_' || ?1 || value, ?1, value * 1000, iif(value % 2, 'reply', 'sent'), iif(value % 2, 'inbound', 'outbound'),
         '', iif(value % 2, NULL, 'thread'), 'all', '["email","all","john@prospect.com"]',
         iif(value % 2, 'john@prospect.com', 'sarah@company.com'), iif(value % 2, 'sarah@company.com', 'john@prospect.com'),
         '[]', iif(value % 2, 'human', NULL), 1, 2 FROM json_each(?2)`,
    )
      .bind(workspaceId, JSON.stringify(Array.from({ length: count }, (_none, index) => from + index)))
      .run();
  await fill(1, 20);
  const few = await costOf("few");
  await fill(21, 3000);
  const many = await costOf("many");
  expect(many).toBeLessThan(2 * few);
}, 60_000);
