import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { sweep } from "../../src/pipeline/sweep.ts";
import { readCondition } from "../../src/storage/heartbeats.ts";
import { MAX_SWEEPS } from "../../src/storage/outbox.ts";
import { emailBody } from "../bodies.ts";
import { faultyD1, overriding } from "../faults.ts";
import { readEvents } from "../rows.ts";
import { send, silentQueue } from "../send.ts";
import { settleAll } from "../settle.ts";
import { createTestKey } from "../workspace.ts";

const DELAY_MS = 60_000;
const MINUTE_MS = 60_000;

/** A queue of which the test sees what it was given. */
function watchedQueue(metrics: Partial<QueueMetrics> = {}) {
  const sent: unknown[] = [];
  const queue = overriding(env.QUEUE, {
    sendBatch: async (messages: Iterable<MessageSendRequest>) => {
      for (const { body } of messages) sent.push(body);
      return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
    },
    metrics: async () => ({ backlogCount: 0, backlogBytes: 0, ...metrics }),
  });
  return { queue, sent };
}

async function createPending() {
  const { secret, workspaceId } = await createTestKey();
  const { id } = await send({ secret, body: emailBody(), env: silentQueue });
  return { workspaceId, id, run: 1 };
}

beforeEach(settleAll);

describe("the sweep", () => {
  it("queues again what has waited too long, and only that", async () => {
    const { queue, sent } = watchedQueue();
    const ticket = await createPending();
    expect(await sweep(env.DB, queue, DELAY_MS, Date.now())).toBe(0);
    expect(await sweep(env.DB, queue, DELAY_MS, Date.now() + 61_000)).toBe(1);
    expect(sent).toEqual([ticket]);
  });

  it("waits twice as long before each further time", async () => {
    const { queue } = watchedQueue();
    await createPending();
    const start = Date.now() + MINUTE_MS;
    const sweptAt: number[] = [];
    for (let minute = 0; minute < 20; minute++) {
      const swept = await sweep(env.DB, queue, DELAY_MS, start + minute * MINUTE_MS + 1000);
      if (swept > 0) sweptAt.push(minute);
    }
    expect(sweptAt).toEqual([0, 1, 3, 7, 15]);
  });

  it("fails what was queued many times without an outcome, and says so", async () => {
    const { queue, sent } = watchedQueue();
    const { workspaceId } = await createPending();
    let now = Date.now();
    for (let hour = 0; hour <= MAX_SWEEPS; hour++) {
      now += 61 * MINUTE_MS;
      await sweep(env.DB, queue, DELAY_MS, now);
    }
    expect(sent).toHaveLength(MAX_SWEEPS);
    expect(await readEvents(workspaceId)).toMatchObject([
      { status: "failed", failure: `queued ${MAX_SWEEPS} times more without an outcome` },
    ]);
  });

  it.each([
    ["refuses", () => Promise.reject(new Error("Too Many Requests"))],
    ["leaves without an answer", () => new Promise<never>(() => {})],
  ])("does not count a sweep whose messages the queue %s", async (_case, sendBatch) => {
    const queue = overriding(env.QUEUE, { sendBatch });
    const { workspaceId } = await createPending();
    const later = Date.now() + 2 * MINUTE_MS;
    expect(await sweep(env.DB, queue, DELAY_MS, later)).toBe(0);
    expect(await readEvents(workspaceId)).toMatchObject([{ status: "pending", sweeps: 0 }]);
    expect(await sweep(env.DB, watchedQueue().queue, DELAY_MS, later)).toBe(1);
  });

  it("tries with one event first, and leaves the others alone while the queue refuses it", async () => {
    const tickets = [await createPending(), await createPending(), await createPending()];
    const sendBatch = vi.fn<Queue["sendBatch"]>(() => Promise.reject(new Error("Too Many Requests")));
    const later = Date.now() + 2 * MINUTE_MS;
    expect(await sweep(env.DB, overriding(env.QUEUE, { sendBatch }), DELAY_MS, later)).toBe(0);
    expect(sendBatch).toHaveBeenCalledTimes(1);
    const { queue, sent } = watchedQueue();
    expect(await sweep(env.DB, queue, DELAY_MS, later)).toBe(3);
    expect(sent).toEqual(expect.arrayContaining(tickets));
  });

  it("takes the one that is due the longest first", async () => {
    const younger = await createPending();
    const older = await createPending();
    await env.DB.prepare("UPDATE events SET due_at = due_at - 1000 WHERE id = ?1").bind(older.id).run();
    const { queue, sent } = watchedQueue();
    await sweep(env.DB, queue, DELAY_MS, Date.now() + 2 * MINUTE_MS);
    expect(sent).toEqual([older, younger]);
  });

  it("leaves its time behind", async () => {
    const now = Date.now() + 5 * MINUTE_MS;
    await sweep(env.DB, watchedQueue().queue, DELAY_MS, now);
    expect(await readCondition(env.DB)).toMatchObject({ lastSweepAt: now });
  });

  it("leaves alone what may still be in a large backlog, but not what is older than its oldest message", async () => {
    const older = await createPending();
    await env.DB.prepare("UPDATE events SET received_at = received_at - 100000 WHERE id = ?1")
      .bind(older.id)
      .run();
    await createPending();
    const oldestMessageTimestamp = new Date(Date.now() - 50_000);
    const { queue, sent } = watchedQueue({ backlogCount: 20_000, oldestMessageTimestamp });
    await sweep(env.DB, queue, DELAY_MS, Date.now() + 2 * MINUTE_MS);
    expect(sent).toEqual([older]);
  });

  it.each([
    ["fails", () => Promise.reject(new Error("not available"))],
    ["hangs", () => new Promise<never>(() => {})],
  ])("sweeps on when the question for the queue's backlog %s", async (_case, metrics) => {
    const { queue, sent } = watchedQueue();
    await createPending();
    await sweep(env.DB, overriding(queue, { metrics }), DELAY_MS, Date.now() + 2 * MINUTE_MS);
    expect(sent).toHaveLength(1);
  });

  it("queues an event once when two sweeps run at the same time", async () => {
    const tickets = [await createPending(), await createPending(), await createPending()];
    const { queue, sent } = watchedQueue();
    const later = Date.now() + 2 * MINUTE_MS;
    await Promise.all([sweep(env.DB, queue, DELAY_MS, later), sweep(env.DB, queue, DELAY_MS, later)]);
    expect(sent).toHaveLength(3);
    expect(sent).toEqual(expect.arrayContaining(tickets));
  });

  it("queues later what a sweep marked before D1 broke off", async () => {
    const ticket = await createPending();
    const { queue, sent } = watchedQueue();
    const DB = faultyD1(env.DB, ({ sql }) => (sql.startsWith("UPDATE events SET sweeps") ? "after" : "none"));
    const later = Date.now() + 2 * MINUTE_MS;
    await expect(sweep(DB, queue, DELAY_MS, later)).rejects.toThrow("connection lost");
    expect(sent).toEqual([]);
    await sweep(env.DB, queue, DELAY_MS, later + 2 * MINUTE_MS);
    expect(sent).toEqual([ticket]);
  });

  it("takes all that is due when the cron trigger has not run for a day", async () => {
    const tickets = [await createPending(), await createPending()];
    const { queue, sent } = watchedQueue();
    await sweep(env.DB, queue, DELAY_MS, Date.now() + 24 * 60 * MINUTE_MS);
    expect(sent).toEqual(tickets);
  });
});

describe("promise 5: an event whose message was lost is processed all the same", () => {
  it.each([
    ["fails", () => Promise.reject(new Error("Too Many Requests"))],
    ["hangs", () => new Promise<never>(() => {})],
  ])("when the send %s", async (_case, sendBatch) => {
    const { secret, workspaceId } = await createTestKey();
    const QUEUE = overriding(env.QUEUE, { sendBatch });
    const sent = await send({ secret, body: emailBody(), env: { QUEUE } });
    expect(sent).toMatchObject({ status: 200, duplicate: false, processingStatus: "pending" });
    await sweep(env.DB, env.QUEUE, DELAY_MS, Date.now() + 2 * MINUTE_MS);
    await vi.waitFor(
      async () => expect(await readEvents(workspaceId)).toMatchObject([{ status: "processed" }]),
      { timeout: 10_000, interval: 100 },
    );
  });
});
