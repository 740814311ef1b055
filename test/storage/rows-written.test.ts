import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

import { BODIES } from "../bodies.ts";
import { deliver } from "../deliver.ts";
import { meteredD1 } from "../metering.ts";
import { send, silentQueue } from "../send.ts";
import { createTestKey } from "../workspace.ts";

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
