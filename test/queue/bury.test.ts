import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

import { recordAttempts } from "../../src/storage/attempts.ts";
import { emailBody } from "../bodies.ts";
import { DEAD_LETTERS_QUEUE, deliver, type Letter } from "../deliver.ts";
import { faultyD1 } from "../faults.ts";
import { readEvents } from "../rows.ts";
import { send, silentQueue } from "../send.ts";
import { createTestKey } from "../workspace.ts";

async function createTicket() {
  const { secret, workspaceId } = await createTestKey();
  const { id } = await send({ secret, body: emailBody(), env: silentQueue });
  return { workspaceId, id, run: 1 };
}

const LAST_DELIVERY = { messageId: "m", queuedAt: 1, at: 2, attempt: 9 };

const buried = (letters: readonly Letter[], bindings?: Partial<Env>) =>
  deliver(letters, bindings, DEAD_LETTERS_QUEUE);

describe("dead letters", () => {
  it("end their events as failed, with the last reason", async () => {
    const ticket = await createTicket();
    await recordAttempts(env.DB, [{ ...ticket, ...LAST_DELIVERY, reason: "out of luck" }]);
    expect(await buried([ticket])).toMatchObject({ acked: [ticket.id] });
    expect(await readEvents(ticket.workspaceId)).toMatchObject([
      { status: "failed", attempts: 9, failure: "out of luck" },
    ]);
  });

  it("of events that were never attempted leave them to the sweep", async () => {
    const ticket = await createTicket();
    await buried([ticket]);
    expect(await readEvents(ticket.workspaceId)).toMatchObject([{ status: "pending", failure: null }]);
    const row = await env.DB.prepare("SELECT due_at FROM events WHERE id = ?1")
      .bind(ticket.id)
      .first<{ due_at: number }>();
    expect(row?.due_at).toBeLessThanOrEqual(Date.now());
  });

  it("say nothing of an event that another delivery has processed", async () => {
    const ticket = await createTicket();
    await deliver([ticket]);
    await buried([ticket]);
    expect(await readEvents(ticket.workspaceId)).toMatchObject([{ status: "processed" }]);
  });

  it("of a run that is over are acknowledged and ignored", async () => {
    const ticket = await createTicket();
    await recordAttempts(env.DB, [{ ...ticket, ...LAST_DELIVERY, reason: "out of luck" }]);
    await env.DB.prepare("UPDATE events SET run = 2 WHERE id = ?1").bind(ticket.id).run();
    expect(await buried([ticket])).toMatchObject({ acked: [ticket.id] });
    expect(await readEvents(ticket.workspaceId)).toMatchObject([{ status: "pending" }]);
  });

  it("wait while D1 is away", async () => {
    const ticket = await createTicket();
    expect(await buried([ticket], { DB: faultyD1(env.DB, () => "before") })).toMatchObject({
      retried: [ticket.id],
    });
  });
});
