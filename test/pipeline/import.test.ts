import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

import { callBody, crmBody, emailBody } from "../bodies.ts";
import { type Fault, faultyD1, onNth, overriding } from "../faults.ts";
import { importAll, item } from "../import.ts";
import { captureLogs } from "../logs.ts";
import { meteredD1 } from "../metering.ts";
import { order } from "../order.ts";
import { countRows, readEvents } from "../rows.ts";
import { send, silentQueue } from "../send.ts";
import { createTestKey } from "../workspace.ts";

/** Emails that differ in their ids, and in what is given. */
function emails(count: number, overrides: Readonly<Record<string, unknown>> = {}) {
  return Array.from({ length: count }, (_, index) =>
    item("email", emailBody({ eventId: `event-${index}`, ...overrides })),
  );
}

async function countJobs(workspaceId: string): Promise<number> {
  const row = await env.DB.prepare("SELECT count(*) AS n FROM import_jobs WHERE workspace_id = ?1")
    .bind(workspaceId)
    .first<{ n: number }>();
  return row?.n ?? 0;
}

async function refusals(keyId: string) {
  const counts = env.DB.prepare(
    "SELECT code, sum(count) AS n FROM refusal_counts WHERE key_id = ?1 GROUP BY code",
  );
  const { results } = await counts.bind(keyId).all<{ code: string; n: number }>();
  const rows = env.DB.prepare("SELECT count(*) AS n FROM rejections WHERE key_id = ?1");
  const kept = await rows.bind(keyId).first<{ n: number }>();
  return { counted: Object.fromEntries(results.map(({ code, n }) => [code, n])), kept: kept?.n };
}

/** A key whose use was written, so that only the import is left to be. */
async function createUsedKey() {
  const key = await createTestKey();
  await send({ secret: key.secret, body: emailBody(), env: silentQueue });
  return key;
}

describe("a thousand events", () => {
  it("cost three statements, and the rows that a thousand single events cost", async () => {
    const { secret } = await createUsedKey();
    const { DB, meter } = meteredD1(env.DB);
    const { counts } = await importAll({ secret, body: { events: emails(1000) }, env: { DB } });
    expect(counts).toMatchObject({ total: 1000, pending: 1000 });
    expect(meter.statements).toBeLessThanOrEqual(3);
    expect(meter.rowsWritten / 1000).toBeLessThanOrEqual(5.01);
  });

  it("cost a few more when half are repeats, some differ and some are wrong", async () => {
    const { secret } = await createUsedKey();
    await importAll({ secret, body: { events: emails(500) } });
    const events = [
      ...emails(900).map((event, index) => (index < 100 ? { ...event, subject: "Another" } : event)),
      ...Array.from({ length: 100 }, (_, index) => item("email", emailBody({ to: [], cc: index }))),
    ];
    const { DB, meter } = meteredD1(env.DB);
    const { counts, results } = await importAll({ secret, body: { events }, env: { DB } });
    expect(counts).toMatchObject({ preSkipped: 500, pending: 400, failed: 100 });
    expect(results.filter(({ conflict }) => conflict === true)).toHaveLength(100);
    expect(meter.statements).toBeLessThanOrEqual(10);
  });

  it("tell the queue of those that are due, a hundred a call", async () => {
    const { secret } = await createTestKey();
    const calls: number[] = [];
    const QUEUE = overriding(env.QUEUE, {
      sendBatch: async (messages) => {
        calls.push([...messages].length);
        return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
      },
    });
    const events = [...emails(250), item("crm", crmBody())];
    await importAll({ secret, body: { events }, env: { QUEUE } });
    expect(calls).toEqual([100, 100, 50]);
  });

  it("write no markers", async () => {
    const { secret } = await createTestKey();
    const puts: string[] = [];
    const MARKERS_KV = overriding(env.MARKERS_KV, {
      put: async (name: string) => {
        puts.push(name);
      },
    });
    await importAll({ secret, body: { events: emails(2) }, env: { MARKERS_KV } });
    await importAll({ secret, body: { events: emails(2) }, env: { MARKERS_KV } });
    expect(puts).toEqual([]);
  });

  it("that are all wrong are counted, and those kept whose like are few", async () => {
    const { secret, key } = await createTestKey();
    const events = Array.from({ length: 1000 }, (_, index) => item("email", { eventId: index }));
    const { DB, meter } = meteredD1(env.DB);
    const { counts, results } = await importAll({ secret, body: { events }, env: { DB } });
    expect(counts).toMatchObject({ total: 1000, failed: 1000 });
    expect(await refusals(key.id)).toEqual({ counted: { invalid_event: 1000 }, kept: 20 });
    expect(results.filter(({ rejectionOId }) => rejectionOId !== undefined)).toHaveLength(20);
    expect(meter.statements).toBeLessThanOrEqual(8);
  });

  it("have their refusals counted and kept once when D1 loses the first answer", async () => {
    const { secret, key } = await createTestKey();
    const events = Array.from({ length: 30 }, (_, index) => item("email", { eventId: index }));
    const DB = faultyD1(env.DB, onNth("INSERT INTO rejections", 1, "after"));
    const { results } = await importAll({ secret, body: { events }, env: { DB } });
    expect(await refusals(key.id)).toEqual({ counted: { invalid_event: 30 }, kept: 20 });
    expect(results.filter(({ rejectionOId }) => rejectionOId !== undefined)).toHaveLength(20);
  });
});

describe("large bodies", () => {
  it.each([
    ["quotes", '"'],
    ["four-byte characters", "𝄞"],
    ["control characters", "\u0001"],
  ])("full of %s are stored within the limits of D1, as they were sent", async (_what, unit) => {
    const { secret, workspaceId } = await createTestKey();
    const inJson = new TextEncoder().encode(JSON.stringify(unit)).byteLength - 2;
    const sizes = [1_040_000, 200_000, 200_000, 200_000, 250_000, 270_000, 1_040_000, 900_000, 900_000];
    const events = sizes.map((bytes, index) =>
      item("crm", crmBody({ opportunityId: `o${index}`, stage: unit.repeat(bytes / inJson) })),
    );
    let largest = 0;
    const DB = faultyD1(env.DB, ({ binds }) => {
      for (const bind of binds) {
        largest = Math.max(largest, new TextEncoder().encode(String(bind)).byteLength);
      }
      return "none";
    });
    const { statuses } = await importAll({ secret, body: { events }, env: { DB } });
    expect(new Set(statuses)).toEqual(new Set(["stored"]));
    const { results } = await env.DB.prepare("SELECT body FROM events WHERE workspace_id = ?1 ORDER BY seq")
      .bind(workspaceId)
      .all<{ body: string }>();
    expect(results.map(({ body }) => body)).toEqual(events.map((event) => JSON.stringify(event)));
    const differing = events.map((event) => ({ ...event, opportunityName: "Another" }));
    const again = await importAll({ secret, body: { events: differing }, env: { DB } });
    expect(again.results.filter(({ conflict }) => conflict === true)).toHaveLength(sizes.length);
    expect(await countRows("conflicts", workspaceId)).toBe(sizes.length);
    expect(largest).toBeLessThan(1_900_000);
  });
});

describe("promise 2: one event, one row, when", () => {
  it("the same import arrives many times at the same instant", async () => {
    const { secret, workspaceId } = await createTestKey();
    const body = { events: emails(50) };
    const answers = await Promise.all(Array.from({ length: 8 }, () => importAll({ secret, body })));
    const stored = answers.flatMap(({ results }) => results.filter(({ status }) => status === "stored"));
    expect(new Set(stored.map(({ eventOId }) => eventOId)).size).toBe(50);
    expect(stored).toHaveLength(50);
    const rows = await readEvents(workspaceId);
    expect(rows).toHaveLength(50);
    expect(new Set(rows.map(({ duplicates }) => duplicates))).toEqual(new Set([7]));
  });

  it("an event comes in an import and by itself at the same instant", async () => {
    const { secret, workspaceId } = await createTestKey();
    const [{ statuses }, { duplicate }] = await Promise.all([
      importAll({ secret, body: { events: emails(1) } }),
      send({ secret, body: emailBody({ eventId: "event-0" }), env: silentQueue }),
    ]);
    expect([statuses[0] === "stored", duplicate === false].filter(Boolean)).toHaveLength(1);
    expect(await readEvents(workspaceId)).toMatchObject([{ duplicates: 1 }]);
  });

  it("D1 loses the answer to an import: it is not told that its events are duplicates of their own", async () => {
    const { secret, workspaceId } = await createTestKey();
    const DB = faultyD1(env.DB, onNth("INSERT INTO events", 1, "after"));
    const { counts } = await importAll({ secret, body: { events: emails(10) }, env: { DB } });
    expect(counts).toMatchObject({ total: 10, pending: 10, preSkipped: 0 });
    expect(new Set((await readEvents(workspaceId)).map(({ duplicates }) => duplicates))).toEqual(
      new Set([0]),
    );
  });
});

describe("promise 1: an import that D1 does not take", () => {
  // Each fills a statement by itself, so that there are three.
  const three = emails(3, { customMetadata: { filling: "x".repeat(300_000) } });

  it.each<[string, Fault]>([
    ["before", "before"],
    ["after", "after"],
  ])(
    "midway, %s the commit, is answered by 503, and finds the rest when it is sent again",
    async (_when, fault) => {
      captureLogs();
      const { secret, workspaceId } = await createTestKey();
      let seen = 0;
      const DB = faultyD1(env.DB, ({ sql }) =>
        sql.startsWith("INSERT INTO events") && ++seen > 1 ? fault : "none",
      );
      const refused = await importAll({ secret, body: { events: three }, env: { DB } });
      expect(refused).toMatchObject({ status: 503, code: "unavailable", retryAfter: "5" });
      expect(await countJobs(workspaceId)).toBe(0);
      const there = (await readEvents(workspaceId)).length;
      expect(there).toBe(fault === "before" ? 1 : 2);
      const again = await importAll({ secret, body: { events: three } });
      expect(again.counts).toMatchObject({ total: 3, preSkipped: there, pending: 3 - there });
      expect(await readEvents(workspaceId)).toHaveLength(3);
      expect(await countJobs(workspaceId)).toBe(1);
    },
  );

  it("but for its jobs is answered by 503 too, and once by a job when D1 only lost the answer", async () => {
    captureLogs();
    const { secret, workspaceId } = await createTestKey();
    const away = faultyD1(env.DB, ({ sql }) =>
      sql.startsWith("INSERT INTO import_jobs") ? "before" : "none",
    );
    expect(await importAll({ secret, body: { events: three }, env: { DB: away } })).toMatchObject({
      status: 503,
    });
    const lost = faultyD1(env.DB, onNth("INSERT INTO import_jobs", 1, "after"));
    expect(await importAll({ secret, body: { events: three }, env: { DB: lost } })).toMatchObject({
      status: 200,
      counts: { preSkipped: 3 },
    });
    expect(await countJobs(workspaceId)).toBe(1);
  });

  it("says of each event what it said when the queue takes nothing", async () => {
    captureLogs();
    const { secret, workspaceId } = await createTestKey();
    const QUEUE = overriding(env.QUEUE, { sendBatch: () => Promise.reject(new Error("full")) });
    expect(await importAll({ secret, body: { events: emails(3) }, env: { QUEUE } })).toMatchObject({
      status: 200,
      counts: { pending: 3 },
    });
    expect(new Set((await readEvents(workspaceId)).map(({ status }) => status))).toEqual(
      new Set(["pending"]),
    );
  });
});

describe("an import with somebody who was erased and is to stay so", () => {
  const GONE = "gone@prospect.com";
  const events = [
    ...emails(2),
    item("email", emailBody({ eventId: "gone", to: [{ email: GONE }] })),
    item("call", callBody({ participants: [{ email: GONE }] })),
  ];

  it.each([
    ["is known to", false],
    ["is new to", true],
  ])("stores all but their events, also when that %s the Worker", async (_what, isWarm) => {
    const { secret, workspaceId, key } = await createTestKey();
    if (isWarm) await importAll({ secret, body: { events: [item("crm", crmBody())] } });
    await order(secret, "/api/v2/subjects/erase", { email: GONE }, silentQueue);
    const before = (await readEvents(workspaceId)).length;
    const { results, counts } = await importAll({ secret, body: { events } });
    expect(results.map(({ status, code }) => code ?? status)).toEqual([
      "stored",
      "stored",
      "suppressed",
      "suppressed",
    ]);
    expect(counts).toMatchObject({ total: 4, pending: 2, failed: 2 });
    expect(await readEvents(workspaceId)).toHaveLength(before + 2);
    expect(await refusals(key.id)).toEqual({ counted: { suppressed: 2 }, kept: 0 });
  });

  it("keeps no differing body that names them either", async () => {
    const { secret, workspaceId } = await createTestKey();
    await importAll({ secret, body: { events: emails(2) } });
    await order(secret, "/api/v2/subjects/erase", { email: GONE }, silentQueue);
    const named = emails(2).map((event, index) => ({ ...event, subject: index === 0 ? GONE : "Another" }));
    await importAll({ secret, body: { events: named } });
    expect(await countRows("conflicts", workspaceId)).toBe(1);
  });
});

it("is one use of the key to the rate limit", async () => {
  const { secret } = await createTestKey();
  let asked = 0;
  let success = true;
  const bindings = {
    RATE_LIMIT: "on",
    RATE_LIMITER: {
      limit: async () => {
        asked++;
        return { success };
      },
    },
  };
  await importAll({ secret, body: { events: emails(5) }, env: bindings });
  expect(asked).toBe(1);
  success = false;
  expect(await importAll({ secret, body: { events: emails(5) }, env: bindings })).toMatchObject({
    status: 429,
    retryAfter: "5",
  });
});
