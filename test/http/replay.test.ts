import { env } from "cloudflare:workers";
import * as v from "valibot";
import { afterEach, describe, expect, it } from "vitest";

import { continueReplays, replayByFilter } from "../../src/pipeline/replay.ts";
import { callBody, crmBody, emailBody } from "../bodies.ts";
import { deliver } from "../deliver.ts";
import { faultyD1, overriding } from "../faults.ts";
import { get, idOf, ISO_TIME, order, post } from "../request.ts";
import { readEvents } from "../rows.ts";
import { send, silentQueue } from "../send.ts";
import { createTestKey, createWorkspace } from "../workspace.ts";

const PATH = "/api/v2/event/replay";

const startedSchema = v.object({ data: v.looseObject({ replayOId: v.string() }) });

async function startReplay(secret: string, wanted: unknown) {
  const { json } = await order(secret, PATH, wanted);
  return v.parse(startedSchema, json).data;
}

async function progress(secret: string, replayOId: string) {
  return (await get(secret, `${PATH}/status?replayOId=${replayOId}`)).json["data"];
}

async function resultsOf(secret: string, id: string) {
  const { json } = await get(secret, `/api/v2/event/get?eventOId=${id}`);
  return v.parse(v.object({ data: v.object({ results: v.unknown(), run: v.optional(v.number()) }) }), json)
    .data.results;
}

async function isOver(secret: string, replayOId: string, total: number) {
  await expect
    .poll(() => progress(secret, replayOId), { timeout: 20_000 })
    .toEqual({
      replayOId,
      state: "COMPLETED",
      createdAt: ISO_TIME,
      total,
      queued: total,
      pending: 0,
      processed: total,
      failed: 0,
    });
}

async function failEvents(workspaceId: string) {
  await env.DB.prepare(
    "UPDATE events SET status = 'failed', due_at = NULL, failure = 'a bug', ended_at = 1 WHERE workspace_id = ?1",
  )
    .bind(workspaceId)
    .run();
}

describe("a replay by ids", () => {
  it("processes failed, processed and stored events again, and leaves results that were right as they were", async () => {
    const { secret, workspaceId } = await createTestKey();
    const call = idOf(await post(secret, "calls", callBody()));
    const stored = idOf(await post(secret, "crm", crmBody()));
    await expect
      .poll(() => readEvents(workspaceId), { timeout: 20_000 })
      .toMatchObject([{ status: "processed" }, { status: "stored" }]);
    const before = await resultsOf(secret, call);
    const failed = await send({ secret, body: emailBody(), env: silentQueue });
    await env.DB.prepare("UPDATE events SET status = 'failed', failure = 'a bug' WHERE id = ?1")
      .bind(failed.id)
      .run();

    const unknown = `evt_${"0".repeat(40)}`;
    const data = await startReplay(secret, { eventOIds: [call, stored, failed.id, unknown, call] });
    expect(data).toEqual({
      dryRun: false,
      replayOId: expect.stringMatching(/^rpl_[0-9a-f]{32}$/),
      total: 3,
      results: [
        { eventOId: call, outcome: "queued" },
        { eventOId: stored, outcome: "queued" },
        { eventOId: failed.id, outcome: "queued" },
        { eventOId: unknown, outcome: "not_found" },
      ],
    });
    await isOver(secret, data.replayOId, 3);
    expect(await resultsOf(secret, call)).toEqual(before);
    expect(await readEvents(workspaceId)).toMatchObject([
      { run: 2, status: "processed" },
      { run: 2, status: "processed" },
      { run: 2, status: "processed", failure: null },
    ]);
  });

  it("leaves alone what is on its way, and says so", async () => {
    const { secret, workspaceId } = await createTestKey();
    const { id } = await send({ secret, body: emailBody(), env: silentQueue });
    const data = await startReplay(secret, { eventOIds: [id] });
    expect(data).toMatchObject({ total: 0, results: [{ eventOId: id, outcome: "pending" }] });
    expect(await readEvents(workspaceId)).toMatchObject([{ run: 1 }]);
    expect(await progress(secret, data.replayOId)).toMatchObject({ state: "COMPLETED", total: 0 });
  });

  it("in a dry run changes nothing", async () => {
    const { secret, workspaceId } = await createTestKey();
    const { id } = await send({ secret, kind: "crm", body: crmBody() });
    const { json } = await order(secret, PATH, { eventOIds: [id, "evt_x"], dryRun: true });
    expect(json["data"]).toEqual({
      dryRun: true,
      replayOId: null,
      total: 1,
      results: [
        { eventOId: id, outcome: "queued" },
        { eventOId: "evt_x", outcome: "not_found" },
      ],
    });
    expect(await readEvents(workspaceId)).toMatchObject([{ run: 1, status: "stored" }]);
  });

  it("makes messages of the earlier run void", async () => {
    const { secret, workspaceId } = await createTestKey();
    const { id } = await send({ secret, body: emailBody(), env: silentQueue });
    await failEvents(workspaceId);
    await startReplay(secret, { eventOIds: [id] });
    await env.DB.prepare("UPDATE events SET status = 'pending', run = 2 WHERE id = ?1").bind(id).run();
    expect(await deliver([{ workspaceId, id, run: 1 }])).toMatchObject({ acked: [id] });
    expect(await readEvents(workspaceId)).toMatchObject([{ status: "pending", run: 2 }]);
  });
});

describe("a replay by filter", () => {
  it("takes in failed events unless another status is asked for, by time and type", async () => {
    const { secret, workspaceId } = await createTestKey();
    const ids = [];
    for (const day of ["01", "02", "03"]) {
      const body = emailBody({ eventTimestamp: `2024-02-${day}T10:00:00Z` });
      ids.push((await send({ secret, body, env: silentQueue })).id);
    }
    await send({ secret, kind: "calls", body: callBody(), env: silentQueue });
    await failEvents(workspaceId);
    const filter = { startDate: "2024-02-02", endDate: "2024-02-03", eventCategories: ["EMAIL"] };
    const dry = await order(secret, PATH, { filter, dryRun: true });
    expect(dry.json["data"]).toEqual({ dryRun: true, replayOId: null, total: 2 });
    const { replayOId } = await startReplay(secret, { filter });
    await isOver(secret, replayOId, 2);
    expect((await readEvents(workspaceId)).map(({ status }) => status)).toEqual([
      "failed",
      "processed",
      "processed",
      "failed",
    ]);
    const again = await startReplay(secret, { filter: { ...filter, processingStatus: "processed" } });
    await isOver(secret, again.replayOId, 2);
    expect((await readEvents(workspaceId)).map(({ run }) => run)).toEqual([1, 3, 3, 1]);
  });

  it.each([
    ["nothing", {}, ""],
    ["both", { eventOIds: ["evt_1"], filter: {} }, ""],
    ["an unknown type", { filter: { eventTypes: ["EMAIL_SMELLED"] } }, "filter.eventTypes"],
    ["a status that is no end", { filter: { processingStatus: "pending" } }, "filter.processingStatus"],
    ["a reversed range", { filter: { startDate: "2024-02-02", endDate: "2024-02-01" } }, "startDate"],
    ["a list for a filter", { filter: [] }, "filter"],
    ["an unknown field", { filter: { since: "2024-02-02" } }, "filter.since"],
  ])("is refused with %s", async (_case, wanted, path) => {
    const { secret } = await createTestKey();
    const { status, json } = await order(secret, PATH, wanted);
    expect({ status, code: json["code"] }).toEqual({ status: 400, code: "invalid_request" });
    expect(json["errors"]).toMatchObject([{ path }]);
  });
});

const planted: string[] = [];

// Received long ago, they would count as waiting too long.
afterEach(async () => {
  for (const workspaceId of planted.splice(0)) {
    await env.DB.prepare("DELETE FROM events WHERE workspace_id = ?1").bind(workspaceId).run();
  }
});

/** As many failed events as asked for, without their way through the Worker. */
async function plantFailed(count: number): Promise<string> {
  const { id: workspaceId } = await createWorkspace();
  planted.push(workspaceId);
  await env.DB.prepare(
    `INSERT INTO events (id, workspace_id, kind, type, occurred_at, received_at, provider, key_id, summary, status,
       failure, ended_at, first_arrival, last_arrival, content_hash, understood_version, body)
     WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
     SELECT ?1 || i, ?1, 'emails', 'sent', i / 7, 1, 'N8N', 'key_1', '', 'failed', 'a bug', 1, 'a', 'a', 'h', 1, '{}'
     FROM n`,
  )
    .bind(workspaceId, count)
    .run();
  return workspaceId;
}

describe("a replay of very many events", () => {
  const FAILED = { from: 0, to: 10_000_000, types: null, status: "failed" } as const;

  it("is done in bounded steps, each event once, whoever else moves it on at the same time", async () => {
    const COUNT = 100_000;
    const workspaceId = await plantFailed(COUNT);
    const sent: string[] = [];
    const QUEUE = overriding(env.QUEUE, {
      sendBatch: async (messages) => {
        for (const { body } of messages) sent.push(v.parse(v.object({ id: v.string() }), body).id);
        return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
      },
    });
    const replayer = { db: env.DB, queue: QUEUE };
    const started = await replayByFilter(replayer, workspaceId, FAILED, 5);
    expect(started.total).toBe(COUNT);
    expect(sent).toEqual([]);
    await Promise.all([started.goOn(), started.goOn()]);
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.length).toBeLessThan(COUNT);
    for (let minute = 6; minute < 26 && (await continueReplays(replayer, minute)) > 0; minute++);
    expect(new Set(sent).size).toBe(COUNT);
    expect(sent).toHaveLength(COUNT);
    const reader = await createTestKey({ workspaceId });
    expect(await progress(reader.secret, started.id)).toMatchObject({
      state: "PROCESSING",
      total: COUNT,
      queued: COUNT,
      pending: COUNT,
    });
  });

  it("waits while the consumer is behind", async () => {
    const workspaceId = await plantFailed(3);
    const queue = overriding(env.QUEUE, {
      metrics: async () => ({ backlogCount: 20_000, backlogBytes: 1 }),
      sendBatch: () => Promise.reject(new Error("not now")),
    });
    await replayByFilter({ db: env.DB, queue }, workspaceId, FAILED, 5);
    await continueReplays({ db: env.DB, queue }, 6);
    expect(await readEvents(workspaceId)).toMatchObject([{ run: 1 }, { run: 1 }, { run: 1 }]);
    await continueReplays({ db: env.DB, queue: silentQueue.QUEUE }, 7);
    expect(await readEvents(workspaceId)).toMatchObject([{ run: 2 }, { run: 2 }, { run: 2 }]);
  });

  it("leaves to the sweep at once what the queue does not take", async () => {
    const workspaceId = await plantFailed(3);
    const queue = overriding(env.QUEUE, { sendBatch: () => Promise.reject(new Error("not now")) });
    const { goOn } = await replayByFilter({ db: env.DB, queue }, workspaceId, FAILED, 5);
    await goOn();
    const { results } = await env.DB.prepare("SELECT due_at FROM events WHERE workspace_id = ?1")
      .bind(workspaceId)
      .all();
    expect(results).toEqual([{ due_at: 5 }, { due_at: 5 }, { due_at: 5 }]);
  });

  it("goes on after a step whose answer was lost", async () => {
    const workspaceId = await plantFailed(3);
    let lost = 0;
    const db = faultyD1(env.DB, ({ sql }) =>
      sql.startsWith("UPDATE replays SET cursor_at") && lost++ === 0 ? "after" : "none",
    );
    const { goOn } = await replayByFilter({ db, queue: silentQueue.QUEUE }, workspaceId, FAILED, 5);
    await goOn();
    expect(lost).toBeGreaterThan(1);
    expect(await readEvents(workspaceId)).toMatchObject([
      { run: 2, status: "pending" },
      { run: 2 },
      { run: 2 },
    ]);
  });
});

it("promise 7: neither replays another workspace's events nor shows its replays", async () => {
  const ours = await createTestKey();
  const theirs = await createTestKey();
  const { id } = await send({ secret: theirs.secret, kind: "crm", body: crmBody() });
  const data = await startReplay(ours.secret, { eventOIds: [id] });
  expect(data).toMatchObject({ total: 0, results: [{ eventOId: id, outcome: "not_found" }] });
  expect(await readEvents(theirs.workspaceId)).toMatchObject([{ run: 1, status: "stored" }]);
  const { status } = await get(theirs.secret, `${PATH}/status?replayOId=${data.replayOId}`);
  expect(status).toBe(404);
});
