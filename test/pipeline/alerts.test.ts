import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import worker from "../../src/index.ts";
import { alertOperator } from "../../src/pipeline/alerts.ts";
import { countEvents } from "../../src/pipeline/count.ts";
import { readAlertTarget } from "../../src/settings.ts";
import { claimAlerts } from "../../src/storage/alerts.ts";
import { revokeApiKey } from "../../src/storage/api-keys.ts";
import { tallyRefusals } from "../../src/storage/refusal-counts.ts";
import { createReceiver, TARGET } from "../alerts.ts";
import { emailBody } from "../bodies.ts";
import { faultyD1 } from "../faults.ts";
import { captureLogs } from "../logs.ts";
import { send, silentQueue } from "../send.ts";
import { settleAll } from "../settle.ts";
import { createTestKey } from "../workspace.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

// Half past, so that an hour more or less is always another hour.
const NOW = Math.floor(Date.now() / HOUR_MS) * HOUR_MS + 30 * MINUTE_MS;

beforeEach(async () => {
  await settleAll();
  await env.DB.batch(
    [
      "DELETE FROM key_activity",
      "DELETE FROM refusal_counts",
      "UPDATE marks SET at = 0, value = 0 WHERE name = 'look'",
    ].map((sql) => env.DB.prepare(sql)),
  );
});

afterEach(() => vi.restoreAllMocks());

/** Counts and alerts as the cron trigger does, every ten minutes from one time to another. */
async function passTime(receiver: ReturnType<typeof createReceiver>, from: number, to = from) {
  for (let now = from; now <= to; now += 10 * MINUTE_MS) {
    await countEvents(env.DB, now);
    await alertOperator(env.DB, TARGET, receiver.fetcher, now);
  }
}

/** Arrivals with a key, so many in each of the hours before NOW. */
async function act(
  { key }: Awaited<ReturnType<typeof createTestKey>>,
  hoursAgo: readonly number[],
  count = 1,
) {
  const insert = env.DB.prepare(
    `INSERT INTO key_activity (hour, key_id, workspace_id, count, last_at) VALUES (CAST(?1 AS INTEGER) / 3600000, ?2, ?3, ?4, ?1)`,
  );
  await env.DB.batch(
    hoursAgo.map((hours) => insert.bind(NOW - hours * HOUR_MS, key.id, key.workspaceId, count)),
  );
}

async function refuse({ key }: Awaited<ReturnType<typeof createTestKey>>, hoursAgo: number, count: number) {
  const at = NOW - hoursAgo * HOUR_MS;
  const { id: keyId, workspaceId } = key;
  const counter = crypto.randomUUID().replaceAll("-", "");
  await tallyRefusals(env.DB, { workspaceId, keyId, code: "invalid_event", at, counter, total: count }).run();
}

function span(first: number, last: number, step = 1): readonly number[] {
  return Array.from(
    { length: Math.floor((last - first) / step) + 1 },
    (_none, index) => first + index * step,
  );
}

describe("sender.stopped", () => {
  it("is told of a key that was used every hour and is silent for more than two, once for a silence", async () => {
    const created = await createTestKey({ provider: "N8N" });
    await act(created, span(3, 40));
    const receiver = createReceiver();
    await passTime(receiver, NOW, NOW + 3 * HOUR_MS);
    expect(receiver.messages).toEqual([
      {
        id: expect.stringMatching(/^msg_[0-9a-f]{32}$/),
        type: "sender.stopped",
        timestamp: new Date(NOW).toISOString(),
        data: {
          workspaceOId: created.workspaceId,
          keyOId: created.key.id,
          label: "test",
          provider: "N8N",
          lastAt: new Date(NOW - 3 * HOUR_MS).toISOString(),
          activeHours: 38,
          longestGapHours: 1,
        },
      },
    ]);
    await act(created, [-4, -5]);
    await passTime(receiver, NOW + 18 * HOUR_MS);
    expect(receiver.messages).toHaveLength(1);
    await passTime(receiver, NOW + 20 * HOUR_MS);
    expect(receiver.messages).toMatchObject([{}, { data: { longestGapHours: 7 } }]);
  });

  it.each([
    ["has been silent for no more than two hours", span(2, 40), 0],
    ["is silent for no more than twice its longest gap", [...span(20, 45), ...span(55, 60)], 0],
    ["is silent for longer than that", [...span(21, 45), ...span(55, 60)], 1],
    ["was used too seldom to have a rhythm", span(10, 28), 0],
    ["was used just often enough to have one", span(10, 29), 1],
  ])("goes by the rhythm of the key: one that %s", async (_case, active, told) => {
    await act(await createTestKey(), active);
    const receiver = createReceiver();
    await passTime(receiver, NOW);
    expect(receiver.of("sender.stopped")).toHaveLength(told);
  });

  it("is not told of a key that still sends but is refused, that was revoked, or that is about to end", async () => {
    const refused = await createTestKey();
    const revoked = await createTestKey();
    const ending = await createTestKey({ expiresAt: NOW + 6 * DAY_MS });
    for (const created of [refused, revoked, ending]) await act(created, span(3, 40));
    await refuse(refused, 1, 1);
    await revokeApiKey(env.DB, revoked.workspaceId, revoked.key.id, NOW);
    const receiver = createReceiver();
    await passTime(receiver, NOW);
    expect(receiver.of("sender.stopped")).toEqual([]);
  });

  it("is not told while arrivals could not be counted for an hour", async () => {
    await countEvents(env.DB, NOW - 2 * HOUR_MS);
    await act(await createTestKey(), span(3, 40));
    const receiver = createReceiver();
    await alertOperator(env.DB, TARGET, receiver.fetcher, NOW);
    expect(receiver.messages).toEqual([]);
  });
});

describe("sender.failing", () => {
  it("is told of a key that worked and now is mostly refused, every hour as long as it lasts", async () => {
    const created = await createTestKey();
    await act(created, span(2, 25), 5);
    await act(created, [1], 4);
    await refuse(created, 1, 3);
    await refuse(created, 0, 8);
    const receiver = createReceiver();
    await passTime(receiver, NOW, NOW + 20 * MINUTE_MS);
    expect(receiver.messages).toMatchObject([
      { type: "sender.failing", data: { keyOId: created.key.id, refused: 11, accepted: 4 } },
    ]);
    await refuse(created, -1, 10);
    await passTime(receiver, NOW + 50 * MINUTE_MS, NOW + 70 * MINUTE_MS);
    expect(receiver.of("sender.failing")).toHaveLength(2);
  });

  it.each([
    ["fewer than ten were refused", { refused: 9, accepted: 0, refusedBefore: 0, acceptedBefore: 100 }],
    ["half were accepted", { refused: 10, accepted: 10, refusedBefore: 0, acceptedBefore: 100 }],
    ["it was no better before", { refused: 20, accepted: 0, refusedBefore: 10, acceptedBefore: 90 }],
    ["nothing came before", { refused: 20, accepted: 0, refusedBefore: 0, acceptedBefore: 0 }],
  ])("is not told when %s", async (_case, { refused, accepted, refusedBefore, acceptedBefore }) => {
    const created = await createTestKey();
    if (accepted > 0) await act(created, [0], accepted);
    if (acceptedBefore > 0) await act(created, [10], acceptedBefore);
    await refuse(created, 1, refused);
    if (refusedBefore > 0) await refuse(created, 20, refusedBefore);
    const receiver = createReceiver();
    await passTime(receiver, NOW);
    expect(receiver.of("sender.failing")).toEqual([]);
  });
});

async function fail(endedAt: number) {
  const { secret, workspaceId } = await createTestKey();
  const { id } = await send({ secret, body: emailBody(), env: silentQueue });
  await env.DB.prepare("UPDATE events SET status = 'failed', ended_at = ?2 WHERE id = ?1")
    .bind(id, endedAt)
    .run();
  return { workspaceOId: workspaceId, eventOId: id, kind: "emails", type: "sent" };
}

describe("events.failed", () => {
  it("is told of events that ended failed, each in one message only, and none forgotten in between", async () => {
    const first = await fail(NOW - 20 * MINUTE_MS);
    const receiver = createReceiver();
    await passTime(receiver, NOW);
    const second = await fail(NOW + MINUTE_MS);
    const third = await fail(NOW + 55 * MINUTE_MS);
    await passTime(receiver, NOW + 10 * MINUTE_MS, NOW + 2 * HOUR_MS);
    expect(receiver.of("events.failed").map(({ data }) => data)).toEqual([
      { since: expect.any(String), count: 1, countIsMinimum: false, events: [first] },
      { since: expect.any(String), count: 2, countIsMinimum: false, events: [second, third] },
    ]);
  });
});

describe("key.expiring", () => {
  it("is told a week and a day before, twice in all", async () => {
    const created = await createTestKey({ expiresAt: NOW + 7 * DAY_MS + 5 * MINUTE_MS });
    const revoked = await createTestKey({ expiresAt: NOW + DAY_MS });
    await revokeApiKey(env.DB, revoked.workspaceId, revoked.key.id, NOW);
    const receiver = createReceiver();
    for (let hour = 0; hour < 8 * 24; hour += 3) await passTime(receiver, NOW + hour * HOUR_MS);
    const { expiresAt } = { expiresAt: new Date(NOW + 7 * DAY_MS + 5 * MINUTE_MS).toISOString() };
    expect(receiver.of("key.expiring")).toMatchObject([
      { timestamp: isoAt(3 * HOUR_MS), data: { keyOId: created.key.id, expiresAt, withinDays: 7 } },
      {
        timestamp: isoAt(6 * DAY_MS + 3 * HOUR_MS),
        data: { keyOId: created.key.id, expiresAt, withinDays: 1 },
      },
    ]);
  });
});

async function wait(minutes: number) {
  const { secret } = await createTestKey();
  const { id } = await send({ secret, body: emailBody(), env: silentQueue });
  await env.DB.prepare("UPDATE events SET received_at = ?2 WHERE id = ?1")
    .bind(id, NOW - minutes * MINUTE_MS)
    .run();
  return id;
}

describe("backlog.stuck", () => {
  it("is told when events wait for over ten minutes and there are no fewer than ten minutes ago", async () => {
    await wait(11);
    await wait(5);
    const receiver = createReceiver();
    await passTime(receiver, NOW);
    expect(receiver.messages).toEqual([]);
    await passTime(receiver, NOW + 10 * MINUTE_MS);
    expect(receiver.messages).toMatchObject([
      {
        type: "backlog.stuck",
        data: { pending: 2, pendingIsMinimum: false, oldestPendingAt: isoAt(-11 * MINUTE_MS) },
      },
    ]);
  });

  it("is not told while there are fewer every time", async () => {
    const ids = [await wait(11), await wait(11), await wait(11)];
    const receiver = createReceiver();
    for (const [look, id] of ids.entries()) {
      await passTime(receiver, NOW + look * 10 * MINUTE_MS);
      await env.DB.prepare("UPDATE events SET status = 'processed' WHERE id = ?1").bind(id).run();
    }
    expect(receiver.messages).toEqual([]);
  });
});

function isoAt(afterNowMs: number): string {
  return new Date(NOW + afterNowMs).toISOString();
}

function alert(receiver: ReturnType<typeof createReceiver>, now: number, DB = env.DB): Promise<number> {
  return alertOperator(DB, TARGET, receiver.fetcher, now);
}

describe("an alert", () => {
  beforeEach(async () => {
    await act(await createTestKey(), span(3, 40));
    await countEvents(env.DB, NOW);
  });

  it.each([
    ["another status", new Response("no", { status: 500 })],
    ["a redirect", new Response(null, { status: 302, headers: { location: "https://elsewhere.example" } })],
    ["no answer in time", new DOMException("timed out", "TimeoutError")],
  ])("that met %s is sent again the next minute with the same id", async (_case, answer) => {
    const logs = captureLogs();
    const receiver = createReceiver([answer]);
    expect(await alert(receiver, NOW)).toBe(0);
    expect(receiver.messages).toHaveLength(1);
    expect(await alert(receiver, NOW + MINUTE_MS)).toBe(1);
    await alert(receiver, NOW + 2 * MINUTE_MS);
    expect(receiver.messages).toHaveLength(2);
    expect(receiver.messages[1]).toEqual(receiver.messages[0]);
    expect(logs.of("alert not delivered")).toMatchObject([{ cause: "sender.stopped", attempt: 1 }]);
    expect(logs.text()).not.toContain("alerts.example");
  });

  it("is sent once when the cron trigger runs twice at the same time", async () => {
    const receiver = createReceiver();
    await Promise.all([alert(receiver, NOW), alert(receiver, NOW), alert(receiver, NOW + 1)]);
    expect(receiver.messages).toHaveLength(1);
  });

  it("is not sent twice when the run that took it ends before it can say whether it was sent", async () => {
    const receiver = createReceiver([new Response(null, { status: 500 })]);
    const DB = faultyD1(env.DB, ({ sql }) =>
      sql.startsWith("UPDATE alerts SET try_at = ?4") ? "before" : "none",
    );
    await expect(alert(receiver, NOW, DB)).rejects.toThrow("Network connection lost");
    await passTime(receiver, NOW + MINUTE_MS, NOW + 2 * HOUR_MS);
    expect(receiver.messages).toHaveLength(1);
  });

  it("is claimed before it is sent", async () => {
    const receiver = createReceiver();
    const DB = faultyD1(env.DB, ({ sql }) =>
      sql.startsWith("UPDATE alerts SET try_at = NULL") ? "after" : "none",
    );
    await expect(alert(receiver, NOW, DB)).rejects.toThrow("Network connection lost");
    expect(await claimAlerts(env.DB, NOW + HOUR_MS, 10)).toEqual([]);
    expect(receiver.messages).toEqual([]);
  });

  it("is given up after an hour of tries", async () => {
    captureLogs();
    const receiver = createReceiver(Array.from({ length: 100 }, () => new Response(null, { status: 500 })));
    for (let minute = 0; minute < 70; minute++) await alert(receiver, NOW + minute * MINUTE_MS);
    expect(receiver.messages).toHaveLength(60);
  });

  it("is not looked for when there is no URL to send it to", async () => {
    captureLogs();
    const controller = { scheduledTime: NOW, cron: "* * * * *", noRetry() {} };
    await worker.scheduled(controller, { ...env, ...silentQueue });
    const look = await env.DB.prepare("SELECT at FROM marks WHERE name = 'look'").first("at");
    expect(look).toBe(0);
  });
});

describe("where alerts go", () => {
  it("is nowhere unless a URL is set", () => {
    expect(readAlertTarget({})).toBeNull();
    expect(readAlertTarget({ ALERT_URL: TARGET.url, ALERT_SECRET: TARGET.secret })).toEqual(TARGET);
  });

  it.each([
    ["http://alerts.example/hook?token=abc", TARGET.secret, "ALERT_URL is no URL that begins with https://"],
    ["alerts.example", TARGET.secret, "ALERT_URL is no URL"],
    [TARGET.url, "", "ALERT_SECRET is not whsec_"],
    [TARGET.url, "whsec_c2hvcnQ=", "ALERT_SECRET is not whsec_"],
    [TARGET.url, "a secret of some other form that is long", "ALERT_SECRET is not whsec_"],
  ])("is refused without repeating it: %s with %s", (ALERT_URL, ALERT_SECRET, message) => {
    const read = () => readAlertTarget({ ALERT_URL, ALERT_SECRET });
    expect(read).toThrow(message);
    expect(read).not.toThrow(ALERT_URL);
  });
});
