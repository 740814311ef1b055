import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

import worker from "../../src/index.ts";
import { findResults } from "../../src/storage/results.ts";
import { callBody, emailBody } from "../bodies.ts";
import { deliver } from "../deliver.ts";
import { type Fault, faultyD1, overriding } from "../faults.ts";
import { countRows, readEvents } from "../rows.ts";
import { send, silentQueue } from "../send.ts";
import { createTestKey } from "../workspace.ts";

/** Events of one workspace that wait for a delivery. */
async function createPending(count: number) {
  const { secret, workspaceId } = await createTestKey();
  const tickets = [];
  for (let index = 0; index < count; index++) {
    const body = emailBody({ eventId: String(index), conversationId: `c${index}` });
    const { id } = await send({ secret, body, env: silentQueue });
    tickets.push({ workspaceId, id, run: 1 });
  }
  return { secret, workspaceId, tickets };
}

function times<T>(count: number, value: T): T[] {
  return Array.from({ length: count }, () => value);
}

/** D1 that refuses to write the facts of one event. */
function refusing(conversation: string) {
  return faultyD1(env.DB, ({ sql, binds }) =>
    sql.startsWith("INSERT INTO messages") && String(binds[0]).includes(`"conversationId":"${conversation}"`)
      ? "before"
      : "none",
  );
}

describe("promise 4: processed once in effect", () => {
  it("changes nothing when a message comes again", async () => {
    const { workspaceId, tickets } = await createPending(1);
    await deliver(tickets);
    const before = await readEvents(workspaceId);
    expect(await deliver([...tickets, ...tickets])).toMatchObject({ retried: [] });
    expect(await readEvents(workspaceId)).toEqual(before);
    expect(await countRows("messages", workspaceId)).toBe(1);
  });

  it("writes the facts once when two consumers have the same message at the same time", async () => {
    const { workspaceId, tickets } = await createPending(3);
    const results = await Promise.all([deliver(tickets), deliver(tickets), deliver(tickets)]);
    expect(results.map(({ retried }) => retried)).toEqual([[], [], []]);
    expect(await countRows("messages", workspaceId)).toBe(3);
    expect(await readEvents(workspaceId)).toMatchObject(times(3, { status: "processed" }));
  });

  it("replaces the facts of an earlier run and ignores messages of that run", async () => {
    const { workspaceId, tickets } = await createPending(1);
    await deliver(tickets);
    await env.DB.prepare("UPDATE events SET run = 2, status = 'pending' WHERE workspace_id = ?1")
      .bind(workspaceId)
      .run();
    expect(await deliver(tickets)).toMatchObject({ retried: [] });
    expect(await readEvents(workspaceId)).toMatchObject([{ status: "pending" }]);
    await deliver(tickets.map((ticket) => ({ ...ticket, run: 2 })));
    expect(await readEvents(workspaceId)).toMatchObject([{ status: "processed", run: 2 }]);
    expect(await countRows("messages", workspaceId)).toBe(1);
  });

  it("replaces all the facts of a call", async () => {
    const { secret, workspaceId } = await createTestKey();
    const { id } = await send({ secret, kind: "calls", body: callBody(), env: silentQueue });
    await deliver([{ workspaceId, id, run: 1 }]);
    const before = await findResults(env.DB, workspaceId, id);
    await env.DB.prepare("UPDATE events SET run = 2, status = 'pending' WHERE id = ?1").bind(id).run();
    expect(await deliver([{ workspaceId, id, run: 2 }])).toMatchObject({ retried: [] });
    expect(await findResults(env.DB, workspaceId, id)).toEqual(before);
    expect(await readEvents(workspaceId)).toMatchObject([{ status: "processed" }]);
  });

  it("takes a message that stands twice in a batch for one", async () => {
    const { workspaceId, tickets } = await createPending(1);
    expect(await deliver([...tickets, ...tickets])).toMatchObject({ retried: [] });
    expect(await readEvents(workspaceId)).toMatchObject([{ status: "processed", attempts: 1 }]);
  });

  it.each([
    ["replayed", "run = 2", { status: "pending", run: 2 }],
    ["failed", "status = 'failed'", { status: "failed", run: 1 }],
  ])("touches nothing of an event that was %s between load and write", async (_case, change, expected) => {
    const { workspaceId, tickets } = await createPending(1);
    const DB = faultyD1(env.DB, async ({ sql }): Promise<Fault> => {
      if (sql.startsWith("INSERT INTO messages")) {
        await env.DB.prepare(`UPDATE events SET ${change} WHERE workspace_id = ?1`).bind(workspaceId).run();
      }
      return "none";
    });
    await deliver(tickets, { DB });
    expect(await readEvents(workspaceId)).toMatchObject([expected]);
    expect(await countRows("messages", workspaceId)).toBe(0);
  });

  it("comes to the same when D1 commits the outcome and then throws", async () => {
    const { workspaceId, tickets } = await createPending(2);
    const DB = faultyD1(env.DB, ({ sql }) => (sql.startsWith("INSERT INTO messages") ? "after" : "none"));
    await deliver(tickets, { DB });
    await deliver(tickets);
    expect(await countRows("messages", workspaceId)).toBe(2);
    expect(await readEvents(workspaceId)).toMatchObject(times(2, { status: "processed" }));
  });

  it("brings nothing back of an event that was erased between load and write", async () => {
    const { workspaceId, tickets } = await createPending(1);
    const DB = faultyD1(env.DB, async ({ sql }): Promise<Fault> => {
      if (sql.startsWith("INSERT INTO messages")) {
        await env.DB.prepare("DELETE FROM events WHERE workspace_id = ?1").bind(workspaceId).run();
      }
      return "none";
    });
    expect(await deliver(tickets, { DB })).toMatchObject({ retried: [] });
    expect(await countRows("messages", workspaceId)).toBe(0);
  });

  it("acknowledges what another workspace's ticket names, and leaves it alone", async () => {
    const { workspaceId, tickets } = await createPending(1);
    const stranger = await createTestKey();
    await deliver(tickets.map((ticket) => ({ ...ticket, workspaceId: stranger.workspaceId })));
    expect(await readEvents(workspaceId)).toMatchObject([{ status: "pending" }]);
  });
});

describe("promise 5: nothing is forgotten", () => {
  it("retries what shared a batch with a bad one, and records why", async () => {
    const { workspaceId, tickets } = await createPending(3);
    const { acked, retried, delays } = await deliver(tickets, { DB: refusing("c1") });
    expect(acked).toEqual([]);
    expect(retried).toEqual(tickets.map(({ id }) => id));
    expect(delays).toEqual([5, 5, 5]);
    expect(await readEvents(workspaceId)).toMatchObject(
      times(3, { status: "pending", attempts: 1, failure: expect.stringContaining("connection lost") }),
    );
  });

  it("processes suspects alone, so that a bad one takes nobody along", async () => {
    const { workspaceId, tickets } = await createPending(3);
    const third = tickets.map((ticket) => ({ ...ticket, attempts: 3 }));
    const { acked, retried, delays } = await deliver(third, { DB: refusing("c1") });
    expect(acked).toEqual([tickets[0]?.id, tickets[2]?.id]);
    expect(retried).toEqual([tickets[1]?.id]);
    expect(delays).toEqual([20]);
    expect(await readEvents(workspaceId)).toMatchObject([
      { status: "processed", failure: null },
      { status: "pending", attempts: 3 },
      { status: "processed", failure: null },
    ]);
  });

  it("begins with the suspects that were begun least often, and leaves a reason for those that never come back", async () => {
    const { workspaceId, tickets } = await createPending(2);
    await env.DB.prepare("UPDATE events SET attempts = 3 WHERE id = ?1").bind(tickets[0]?.id).run();
    const begun: (string | undefined)[] = [];
    const failures: (string | null | undefined)[] = [];
    const DB = faultyD1(env.DB, async ({ sql, binds }): Promise<Fault> => {
      if (!sql.startsWith("INSERT INTO messages")) return "none";
      const id = tickets.find((ticket) => String(binds[0]).includes(ticket.id))?.id;
      begun.push(id);
      failures.push((await readEvents(workspaceId)).find((event) => event.id === id)?.failure);
      return "none";
    });
    await deliver(
      tickets.map((ticket) => ({ ...ticket, attempts: 4 })),
      { DB },
    );
    expect(begun).toEqual([tickets[1]?.id, tickets[0]?.id]);
    expect(failures).toEqual(times(2, "delivery 4 began and did not end"));
  });

  it("waits a quarter of an hour at the most", async () => {
    const { tickets } = await createPending(1);
    const late = tickets.map((ticket) => ({ ...ticket, attempts: 20 }));
    expect(await deliver(late, { DB: refusing("c0") })).toMatchObject({ delays: [900] });
  });

  it("retries everything, and records nothing, while D1 can't be read", async () => {
    const { workspaceId, tickets } = await createPending(2);
    const DB = faultyD1(env.DB, () => "before");
    expect(await deliver(tickets, { DB })).toMatchObject({ acked: [], retried: tickets.map(({ id }) => id) });
    expect(await readEvents(workspaceId)).toMatchObject(
      times(2, { status: "pending", attempts: 0, failure: null }),
    );
  });

  it("retries a failed event also when D1 does not take the note of it", async () => {
    const { workspaceId, tickets } = await createPending(1);
    const DB = faultyD1(env.DB, ({ sql }) => (/^(?:DELETE|UPDATE)/.test(sql) ? "before" : "none"));
    expect(await deliver(tickets, { DB })).toMatchObject({ acked: [], retried: tickets.map(({ id }) => id) });
    expect(await readEvents(workspaceId)).toMatchObject([{ status: "pending", attempts: 0, failure: null }]);
    await deliver(tickets);
    expect(await readEvents(workspaceId)).toMatchObject([{ status: "processed" }]);
  });

  it("retries a reply while the words that it is read by can't be had, and processes what needs none", async () => {
    const { secret, workspaceId, tickets } = await createPending(1);
    const reply = emailBody({ eventType: "reply", body: { text: "Please remove me from your list." } });
    const { id } = await send({ secret, body: reply, env: silentQueue });
    let asked = 0;
    const ASSETS = overriding(env.ASSETS, {
      fetch: async (...asking) =>
        ++asked === 1 ? new Response(null, { status: 500 }) : env.ASSETS.fetch(...asking),
    });
    const all = [...tickets, { workspaceId, id, run: 1 }];
    expect(await deliver(all, { ASSETS })).toMatchObject({
      acked: tickets.map((ticket) => ticket.id),
      retried: [id],
    });
    expect(await readEvents(workspaceId)).toMatchObject([{ status: "processed" }, { status: "pending" }]);

    expect(await deliver(all, { ASSETS })).toMatchObject({ retried: [] });
    expect(await readEvents(workspaceId)).toMatchObject(times(2, { status: "processed", failure: null }));
    expect(await findResults(env.DB, workspaceId, id)).toMatchObject({
      message: { replyKind: "unsubscribe" },
    });
  });

  it("asks for the words that replies are read by once", async () => {
    const { secret, workspaceId } = await createTestKey();
    let asked = 0;
    const ASSETS = overriding(env.ASSETS, {
      fetch: async (...asking) => {
        asked++;
        return env.ASSETS.fetch(...asking);
      },
    });
    for (const eventId of ["1", "2"]) {
      const body = emailBody({ eventType: "reply", eventId });
      const { id } = await send({ secret, body, env: silentQueue });
      await deliver([{ workspaceId, id, run: 1 }], { ASSETS });
    }
    expect(await readEvents(workspaceId)).toMatchObject(times(2, { status: "processed" }));
    expect(asked).toBe(1);
  });

  it("drops what it did not write itself", async () => {
    expect(await deliver([{ workspaceId: "wrk_x", id: "evt_unknown", run: 1 }])).toMatchObject({
      retried: [],
    });
  });

  it("drops a message of another version's form, and processes the others of its batch", async () => {
    const { workspaceId, tickets } = await createPending(1);
    const bodies: readonly unknown[] = [{ ticket: tickets[0], version: 2 }, tickets[0]];
    const messages = bodies.map((body, index) => ({
      id: String(index),
      timestamp: new Date(),
      attempts: 1,
      body,
    }));
    const batch = createMessageBatch("touchlog-events", messages);
    const ctx = createExecutionContext();
    await worker.queue(batch, env);
    expect(await getQueueResult(batch, ctx)).toMatchObject({ explicitAcks: ["0", "1"], retryMessages: [] });
    expect(await readEvents(workspaceId)).toMatchObject([{ status: "processed" }]);
  });

  it("processes 100 transcripts of 1 MiB beside an event that always fails, which ends with its reason", async () => {
    const { secret, workspaceId } = await createTestKey();
    const bad = await send({ secret, body: emailBody({ conversationId: "bad" }), env: silentQueue });
    const tickets = [{ workspaceId, id: bad.id, run: 1 }];
    const turns = Array.from({ length: 1000 }, (_none, index) => ({
      speaker: index % 2 === 0 ? "Ann" : "Bob",
      text: `${"words and more words ".repeat(48)}?`,
    }));
    const missing =
      1_048_576 - JSON.stringify(callBody({ transcript: turns, eventId: "000", pad: "" })).length;
    for (let index = 0; index < 100; index++) {
      const body = callBody({
        transcript: turns,
        eventId: String(index).padStart(3, "0"),
        pad: "x".repeat(missing),
      });
      expect(new TextEncoder().encode(JSON.stringify(body)).byteLength).toBe(1_048_576);
      const sent = await send({ secret, kind: "calls", body, env: silentQueue });
      expect(sent.status).toBe(200);
      tickets.push({ workspaceId, id: sent.id, run: 1 });
    }
    const DB = refusing("bad");
    let waiting = tickets;
    for (let attempts = 1; attempts <= 9 && waiting.length > 0; attempts++) {
      const { retried } = await deliver(
        waiting.map((ticket) => ({ ...ticket, attempts })),
        { DB },
      );
      waiting = waiting.filter(({ id }) => retried.includes(id));
    }
    expect(waiting).toMatchObject([{ id: bad.id }]);
    await deliver(waiting, {}, "touchlog-dead-letters");
    const states = await readEvents(workspaceId);
    expect(states.filter(({ status }) => status === "processed")).toHaveLength(100);
    expect(states.filter(({ status }) => status === "failed")).toMatchObject([
      { id: bad.id, failure: expect.stringContaining("connection lost") },
    ]);
    expect(await countRows("calls", workspaceId)).toBe(100);
  }, 120_000);
});
