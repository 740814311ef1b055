import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

import { countEvents } from "../../src/pipeline/count.ts";
import { sweep } from "../../src/pipeline/sweep.ts";
import { countArrivals } from "../../src/storage/arrivals.ts";
import { rollUpRefusals } from "../../src/storage/daily-counts.ts";
import { MAX_SWEEPS } from "../../src/storage/outbox.ts";
import { tallyRefusals } from "../../src/storage/refusal-counts.ts";
import { crmBody, emailBody } from "../bodies.ts";
import { readDailyCounts, readTotalsOf } from "../counts.ts";
import { DEAD_LETTERS_QUEUE, deliver } from "../deliver.ts";
import { faultyD1 } from "../faults.ts";
import { meteredD1 } from "../metering.ts";
import { send, silentQueue } from "../send.ts";
import { createTestKey } from "../workspace.ts";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** A workspace whose events nobody else's totals mix with. */
async function createCounted() {
  const provider = `P${crypto.randomUUID()}`.slice(0, 20);
  const key = await createTestKey({ provider });
  const sendEmail = (eventId: string) =>
    send({ secret: key.secret, body: emailBody({ eventId }), env: { ...silentQueue, MARKERS: "off" } });
  return { ...key, provider, sendEmail };
}

function emails(outcome: string, count: number, totalled = count) {
  return { outcome, kind: "emails", type: "sent", count, totalled };
}

describe("events received", () => {
  it("are counted once, by workspace, kind and sub-type, however often and concurrently the count runs", async () => {
    const { secret, workspaceId, provider, sendEmail } = await createCounted();
    await sendEmail("1");
    await sendEmail("2");
    await send({ secret, kind: "crm", body: crmBody(), env: silentQueue });
    await Promise.all([countEvents(env.DB, Date.now()), countEvents(env.DB, Date.now())]);
    await countEvents(env.DB, Date.now());
    const [deal, email] = await readDailyCounts(workspaceId);
    expect([deal, email]).toMatchObject([{ kind: "crm", count: 1 }, emails("received", 2)]);
    expect(await readTotalsOf(provider)).toEqual({ received: 3 });
  });

  it.each(["before", "after"] as const)(
    "are counted once when D1 fails %s the count's commit",
    async (fault) => {
      const { workspaceId, provider, sendEmail } = await createCounted();
      await sendEmail("1");
      const DB = faultyD1(env.DB, ({ sql }) =>
        sql.startsWith("UPDATE marks SET value = ?2") ? fault : "none",
      );
      await expect(countEvents(DB, Date.now())).rejects.toThrow("Network connection lost");
      await countEvents(env.DB, Date.now());
      expect(await readDailyCounts(workspaceId)).toEqual([emails("received", 1)]);
      expect(await readTotalsOf(provider)).toEqual({ received: 1 });
    },
  );

  it("are taken in the order of their arrival, a bounded number at once", async () => {
    const { workspaceId, sendEmail } = await createCounted();
    await countEvents(env.DB, Date.now());
    for (const id of ["1", "2", "3"]) await sendEmail(id);
    expect(await countArrivals(env.DB, 2, 0)).toBe(2);
    expect(await readDailyCounts(workspaceId)).toEqual([emails("received", 2)]);
    expect(await countArrivals(env.DB, 2, 0)).toBe(1);
    expect(await readDailyCounts(workspaceId)).toEqual([emails("received", 3)]);
    expect(await countArrivals(env.DB, 2, 0)).toBe(0);
  });

  it("cost nothing to count when there are none but the note of when that was", async () => {
    await countEvents(env.DB, Date.now());
    const { DB, meter } = meteredD1(env.DB);
    await countEvents(DB, Date.now());
    expect(meter.rowsWritten).toBe(1);
  });

  it("show when a key was used, by the hour, for eight days", async () => {
    const { key, sendEmail } = await createCounted();
    await sendEmail("1");
    await sendEmail("2");
    const activity = () =>
      env.DB.prepare("SELECT hour, count, last_at FROM key_activity WHERE key_id = ?1").bind(key.id).all();
    const now = Date.now();
    await countEvents(env.DB, now);
    const { results } = await activity();
    expect(results).toMatchObject([{ hour: Math.floor(now / HOUR_MS), count: 2 }]);
    await countEvents(env.DB, now + 7 * DAY_MS);
    expect((await activity()).results).toEqual(results);
    await countEvents(env.DB, now + 8 * DAY_MS + HOUR_MS);
    expect((await activity()).results).toEqual([]);
  });
});

describe("events that end", () => {
  it("are counted as processed once, however often they are delivered", async () => {
    const { workspaceId, provider, sendEmail } = await createCounted();
    const tickets = [];
    for (const eventId of ["1", "2", "3"]) {
      tickets.push({ workspaceId, id: (await sendEmail(eventId)).id, run: 1 });
    }
    await deliver([...tickets, ...tickets]);
    await deliver(tickets);
    expect(await readDailyCounts(workspaceId)).toEqual([emails("processed", 3, 0)]);
    await Promise.all([countEvents(env.DB, Date.now()), countEvents(env.DB, Date.now())]);
    expect(await readTotalsOf(provider)).toEqual({ received: 3, processed: 3 });
  });

  it("are counted as failed when their letter is dead, once", async () => {
    const { workspaceId, sendEmail } = await createCounted();
    const ticket = { workspaceId, id: (await sendEmail("1")).id, run: 1 };
    const DB = faultyD1(env.DB, ({ sql }) => (sql.startsWith("INSERT INTO messages") ? "before" : "none"));
    await deliver([ticket], { DB });
    await deliver([ticket, ticket], {}, DEAD_LETTERS_QUEUE);
    await deliver([ticket], {}, DEAD_LETTERS_QUEUE);
    expect(await readDailyCounts(workspaceId)).toEqual([emails("failed", 1, 0)]);
  });

  it("are counted as failed when they were swept too often", async () => {
    const { workspaceId, sendEmail } = await createCounted();
    const { id } = await sendEmail("1");
    await env.DB.prepare("UPDATE events SET sweeps = ?2, due_at = 1 WHERE id = ?1")
      .bind(id, MAX_SWEEPS)
      .run();
    await Promise.all([1, 2].map(() => sweep(env.DB, silentQueue.QUEUE, 60_000, Date.now())));
    expect(await readDailyCounts(workspaceId)).toEqual([emails("failed", 1, 0)]);
  });
});

it("counts duplicates, those that D1 answered and those that a marker answered", async () => {
  const { secret, workspaceId } = await createCounted();
  const repeat = (MARKERS: string) => send({ secret, body: emailBody(), env: { ...silentQueue, MARKERS } });
  await repeat("all");
  await Promise.all(["off", "off", "repeats", "repeats"].map(repeat));
  expect(await readDailyCounts(workspaceId)).toEqual([emails("duplicate", 4, 0)]);
});

async function refuse(workspaceId: string, code: string, at: number, count: number): Promise<void> {
  const counter = crypto.randomUUID().replaceAll("-", "");
  await tallyRefusals(env.DB, { workspaceId, keyId: "key_1", code, at, counter, total: count }).run();
}

async function totalOf(code: string): Promise<unknown> {
  return env.DB.prepare("SELECT count FROM totals WHERE outcome = ?1").bind(code).first("count");
}

describe("refusals", () => {
  it("are in the totals once, and stay there when the hours become days", async () => {
    const { workspaceId } = await createCounted();
    const code = `code_${crypto.randomUUID()}`;
    const now = Date.now();
    await refuse(workspaceId, code, now, 3);
    await Promise.all([countEvents(env.DB, now), countEvents(env.DB, now)]);
    expect(await totalOf(code)).toBe(3);
    await refuse(workspaceId, code, now, 4);
    await countEvents(env.DB, now + HOUR_MS);
    expect(await totalOf(code)).toBe(7);

    await Promise.all([1, 2].map(() => rollUpRefusals(env.DB, now + 2 * HOUR_MS)));
    expect(await readDailyCounts(workspaceId)).toEqual([
      { outcome: code, kind: "", type: "", count: 7, totalled: 7 },
    ]);
    await countEvents(env.DB, now);
    expect(await totalOf(code)).toBe(7);
  });

  it("are kept by the hour until they are old, and go in bounded pieces, the oldest first", async () => {
    const { workspaceId } = await createCounted();
    const start = 1_000 * DAY_MS;
    await refuse(workspaceId, "a", start, 1);
    await refuse(workspaceId, "b", start + 5 * HOUR_MS, 2);
    await refuse(workspaceId, "c", start + 2 * DAY_MS, 3);
    await refuse(workspaceId, "d", start + 3 * DAY_MS, 4);
    const before = start + 3 * DAY_MS;
    expect(await rollUpRefusals(env.DB, before)).toBe(2);
    expect(await rollUpRefusals(env.DB, before)).toBe(1);
    expect(await rollUpRefusals(env.DB, before)).toBe(0);
    expect((await readDailyCounts(workspaceId)).map(({ outcome }) => outcome)).toEqual(["a", "b", "c"]);
    await rollUpRefusals(env.DB, before + HOUR_MS);
  });
});
