import { env } from "cloudflare:workers";
import { Webhook } from "standardwebhooks";
import { beforeEach, describe, expect, it } from "vitest";

import { followImports } from "../../src/pipeline/import-jobs.ts";
import { JOB_DAYS, MAX_CALLS } from "../../src/storage/import-jobs.ts";
import { crmBody, emailBody } from "../bodies.ts";
import { DEAD_LETTERS_QUEUE, deliver } from "../deliver.ts";
import { faultyD1 } from "../faults.ts";
import { importAll, item, readJob } from "../import.ts";
import { captureLogs } from "../logs.ts";
import { meteredD1 } from "../metering.ts";
import { order } from "../order.ts";
import { get } from "../request.ts";
import { silentQueue } from "../send.ts";
import { createTestKey } from "../workspace.ts";

const MINUTE_MS = 60_000;
const URL = "https://hooks.example/imported?token=hidden";
const SECRET = `whsec_${btoa("a secret of twenty-four!")}`;

beforeEach(async () => {
  await env.DB.prepare("DELETE FROM import_jobs").run();
});

/** An import of emails, of which none is processed yet. */
async function importEmails(count: number, more: Readonly<Record<string, unknown>> = {}) {
  const { secret, workspaceId } = await createTestKey();
  const events = Array.from({ length: count }, (_, index) =>
    item("email", emailBody({ eventId: `event-${index}` })),
  );
  const { jobs, ids } = await importAll({ secret, body: { events, ...more } });
  const jobId = jobs[0]?.oId ?? "";
  const tickets = ids.map((id) => ({ workspaceId, id, run: 1 }));
  return { secret, workspaceId, jobId, ids, tickets, read: () => readJob(secret, jobId) };
}

/** Lets these events fail for good. */
async function fail(tickets: readonly { workspaceId: string; id: string; run: number }[]) {
  captureLogs();
  const DB = faultyD1(env.DB, ({ sql }) =>
    sql.startsWith("UPDATE events SET status = 'processed'") ? "before" : "none",
  );
  await deliver(tickets, { DB });
  await deliver(tickets, {}, DEAD_LETTERS_QUEUE);
}

/** The minute's work, with a receiver that answers one after the other as it is told. */
async function follow(
  answers: readonly (Response | Error)[] = [],
  at = Date.now(),
  secret: string | null = null,
) {
  const calls: { url: string; headers: Headers; body: string; redirect: string }[] = [];
  const rest = [...answers];
  await followImports(
    env.DB,
    secret,
    async (input, init) => {
      const request = new Request(input, init);
      const { url, headers, redirect } = request;
      calls.push({ url, headers, redirect, body: await request.text() });
      const answer = rest.shift() ?? new Response(null, { status: 204 });
      if (answer instanceof Error) throw answer;
      return answer;
    },
    at,
  );
  return calls;
}

describe("a job", () => {
  it("is pending, then processing, and completed when all of its events have been processed", async () => {
    const { tickets, read } = await importEmails(3);
    expect(await read()).toMatchObject({ status: "PENDING", pending: 3, ingested: 0, completedAt: null });
    await deliver(tickets.slice(0, 2));
    expect(await read()).toMatchObject({ status: "PROCESSING", pending: 1, ingested: 2 });
    await deliver(tickets);
    const done = await read();
    expect(done).toMatchObject({ status: "COMPLETED", total: 3, pending: 0, ingested: 3, failed: 0 });
    expect(done.completedAt).not.toBeNull();
  });

  it("counts those whose processing failed, and adds up at any time", async () => {
    const { tickets, read } = await importEmails(3);
    await fail(tickets.slice(0, 1));
    expect(await read()).toMatchObject({ status: "PROCESSING", pending: 2, failed: 1, ingested: 0 });
    await follow();
    expect(await read()).toMatchObject({ status: "PROCESSING", pending: 2, failed: 1, ingested: 0 });
    await deliver(tickets);
    expect(await read()).toMatchObject({ status: "COMPLETED", pending: 0, failed: 1, ingested: 2 });
  });

  it("is final: what is replayed after it was completed changes nothing in it", async () => {
    const { secret, tickets, ids, read } = await importEmails(2);
    await fail(tickets);
    const done = await read();
    await order(secret, "/api/v2/event/replay", { eventOIds: ids }, silentQueue);
    expect(await read()).toEqual(done);
    await deliver(tickets.map((ticket) => ({ ...ticket, run: 2 })));
    expect(await read()).toEqual(done);
  });

  it("waits for an event that is replayed meanwhile, and only for one that it has not counted yet", async () => {
    const { secret, tickets, ids, read } = await importEmails(2);
    await deliver(tickets.slice(0, 1));
    await follow();
    await order(secret, "/api/v2/event/replay", { eventOIds: ids }, silentQueue);
    expect(await read()).toMatchObject({ status: "PROCESSING", pending: 1, ingested: 1 });
    await deliver(tickets);
    expect(await read()).toMatchObject({ status: "COMPLETED", ingested: 2 });
  });

  it.each([
    ["deleted", "/api/v2/event/delete", (ids: readonly string[]) => ({ eventOIds: ids })],
    ["erased", "/api/v2/subjects/erase", () => ({ email: "john@prospect.com" })],
  ])("does not wait for events that are %s meanwhile", async (_what, path, wanted) => {
    const { secret, ids, read } = await importEmails(2);
    await order(secret, path, wanted(ids), silentQueue);
    expect(await read()).toMatchObject({ status: "COMPLETED", total: 2, pending: 0, ingested: 2 });
  });

  it("completes by itself, looked at a minute later at most while it is young", async () => {
    const { tickets, jobId } = await importEmails(2);
    const now = Date.now();
    await follow([], now);
    await deliver(tickets);
    await follow([], now + MINUTE_MS);
    const row = await env.DB.prepare("SELECT completed_at, open FROM import_jobs WHERE id = ?1")
      .bind(jobId)
      .first();
    expect(row).toEqual({ completed_at: now + MINUTE_MS, open: "[]" });
  });

  it("costs nothing more once it is completed", async () => {
    const { secret, jobId, tickets } = await importEmails(2);
    await deliver(tickets);
    await get(secret, `/api/v2/event/import/status?oId=${jobId}`);
    const { DB, meter } = meteredD1(env.DB);
    await followImports(DB, null, fetch, Date.now() + 10 * MINUTE_MS);
    expect(meter.rowsWritten).toBe(0);
  });

  it("is forgotten in time, and others are not", async () => {
    const { secret, jobId } = await importEmails(1);
    const later = await importEmails(1);
    const day = 24 * 60 * MINUTE_MS;
    await env.DB.prepare("UPDATE import_jobs SET created_at = created_at - ?2 WHERE id = ?1")
      .bind(jobId, JOB_DAYS * day + MINUTE_MS)
      .run();
    await follow();
    const { status } = await get(secret, `/api/v2/event/import/status?oId=${jobId}`);
    expect(status).toBe(404);
    expect(await later.read()).toMatchObject({ total: 1 });
  });

  it("is looked at in turn, however many there are", async () => {
    const all = await Promise.all(Array.from({ length: 60 }, () => importEmails(1)));
    await deliver(all.flatMap(({ tickets }) => tickets));
    const now = Date.now();
    await follow([], now);
    await follow([], now);
    const row = await env.DB.prepare(
      "SELECT count(*) AS n FROM import_jobs WHERE completed_at IS NULL",
    ).first();
    expect(row).toEqual({ n: 0 });
  });
});

describe("a callback", () => {
  it("is made once for each job, with what the status says, when the job is completed", async () => {
    const { secret, tickets, jobId, read } = await importEmails(2, { callbackUrl: ` ${URL} ` });
    expect(await read()).toMatchObject({ callbackStatus: "WAITING" });
    expect(await follow()).toEqual([]);
    await deliver(tickets);
    const now = Date.now() + MINUTE_MS;
    const [call, ...others] = await follow([], now);
    expect(others).toEqual([]);
    expect(call).toMatchObject({ url: URL, redirect: "manual" });
    expect(call?.headers.get("webhook-id")).toBe(jobId.replace("pbj_", "msg_"));
    const job = await read();
    expect(job).toMatchObject({ status: "COMPLETED", callbackStatus: "DELIVERED" });
    expect(JSON.parse(call?.body ?? "")).toEqual({
      type: "import.completed",
      timestamp: new Date(now).toISOString(),
      data: job,
    });
    expect(await follow([], now + 60 * MINUTE_MS)).toEqual([]);
    expect(secret).not.toBe("");
  });

  it("is made for an import of which nothing has to be processed, and for repeats alone", async () => {
    const { secret } = await createTestKey();
    const body = { events: [item("crm", crmBody())], callbackUrl: URL };
    await importAll({ secret, body });
    await importAll({ secret, body });
    expect(await follow()).toHaveLength(2);
  });

  it("is taken from the query where there is one event a line", async () => {
    const { secret } = await createTestKey();
    const query = `?${new URLSearchParams({ callbackUrl: URL }).toString()}`;
    const headers = { "content-type": "application/x-ndjson" };
    await importAll({ secret, body: JSON.stringify(item("crm", crmBody())), headers, query });
    expect(await follow()).toMatchObject([{ url: URL }]);
  });

  it("is signed in the form of Standard Webhooks when there is a secret", async () => {
    const { tickets } = await importEmails(1, { callbackUrl: URL });
    await deliver(tickets);
    const [call] = await follow([], Date.now(), SECRET);
    const headers = Object.fromEntries(call?.headers ?? []);
    expect(new Webhook(SECRET).verify(call?.body ?? "", headers)).toMatchObject({ type: "import.completed" });
  });

  it.each([
    ["refused", new Response(null, { status: 500 }), "status 500"],
    [
      "redirected",
      new Response(null, { status: 302, headers: { location: "https://a.example" } }),
      "status 302",
    ],
    ["not answered", new DOMException("too slow", "TimeoutError"), "TimeoutError"],
  ])(
    "that is %s is made again a minute later, and no line of the log has its URL",
    async (_what, answer, reason) => {
      const logs = captureLogs();
      const { tickets, read } = await importEmails(1, { callbackUrl: URL });
      await deliver(tickets);
      const now = Date.now();
      expect(await follow([answer], now)).toHaveLength(1);
      expect(await read()).toMatchObject({ callbackStatus: "WAITING" });
      expect(await follow([], now + MINUTE_MS / 2)).toHaveLength(0);
      expect(await follow([], now + MINUTE_MS)).toHaveLength(1);
      expect(await read()).toMatchObject({ callbackStatus: "DELIVERED" });
      expect(logs.text()).toContain(reason);
      expect(logs.text()).not.toContain("hooks.example");
    },
  );

  it("that nobody takes is given up after half an hour, and its URL is forgotten", async () => {
    captureLogs();
    const { tickets, jobId, read } = await importEmails(1, { callbackUrl: URL });
    await deliver(tickets);
    const start = Date.now();
    let made = 0;
    for (let minute = 0; minute <= 60; minute++) {
      made += (await follow([new Response(null, { status: 404 })], start + minute * MINUTE_MS)).length;
    }
    expect(made).toBe(MAX_CALLS);
    expect(await read()).toMatchObject({ status: "COMPLETED", callbackStatus: "FAILED" });
    const row = await env.DB.prepare("SELECT callback_url FROM import_jobs WHERE id = ?1")
      .bind(jobId)
      .first();
    expect(row).toEqual({ callback_url: null });
  });
});
