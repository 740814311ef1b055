import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it, vi } from "vitest";

import worker from "../../src/index.ts";
import { followImports } from "../../src/pipeline/import-jobs.ts";
import { removeExpired } from "../../src/pipeline/retain.ts";
import { continueReplays } from "../../src/pipeline/replay.ts";
import { cronSteps, runSteps } from "../../src/pipeline/cron.ts";
import { sweep } from "../../src/pipeline/sweep.ts";
import { readSettings } from "../../src/settings.ts";
import { listAnswered } from "../../src/storage/analytics-conversations.ts";
import { readReplyTimeBuckets } from "../../src/storage/analytics-reply-times.ts";
import { listTouchGroups } from "../../src/storage/analytics-touches.ts";
import { changeTerms } from "../../src/storage/rebuilds.ts";
import { listConflicts } from "../../src/storage/conflicts.ts";
import { createReceiver, TARGET } from "../alerts.ts";
import { callBody, crmBody, emailBody, FULL_BODIES } from "../bodies.ts";
import { DEAD_LETTERS_QUEUE, deliver } from "../deliver.ts";
import { faultyD1 } from "../faults.ts";
import { captureLogs } from "../logs.ts";
import { order } from "../order.ts";
import { send, silentQueue } from "../send.ts";
import { createTestKey } from "../workspace.ts";

// An index of the events by nothing but its first column, the workspace, is a walk through all of its events.
const WHOLE_WORKSPACE = /^SEARCH (?:e|events) USING .*\(workspace_id=\?\)$/;

// What a plan may walk through: the rows of a bound JSON list, and of what was found before.
const WALKS = /^SCAN (?:\w+ VIRTUAL TABLE|\(subquery|CONSTANT ROW|touching$)/;

/** Does everything that the Worker does, and notes each statement on the way. */
async function recordStatements(): Promise<ReadonlyMap<string, readonly unknown[]>> {
  const statements = new Map<string, readonly unknown[]>();
  const DB = faultyD1(env.DB, ({ sql, binds }) => {
    statements.set(sql, binds);
    return "none";
  });
  const bindings = { ...silentQueue, DB, MARKERS: "off" };
  const { secret, workspaceId } = await createTestKey();
  const { key } = await createTestKey({ workspaceId });
  const get = async (path: string, headers: Record<string, string> = { api_key: secret }) => {
    const request = new Request<unknown, IncomingRequestCfProperties>(`http://touchlog${path}`, { headers });
    const ctx = createExecutionContext();
    const response = await worker.fetch(request, { ...env, ...bindings }, ctx);
    await response.text();
    await waitOnExecutionContext(ctx);
  };
  const post = (path: string, wanted: object) => order(secret, path, wanted, bindings);
  const email = await send({ secret, body: emailBody({ eventId: "1" }), env: bindings });
  await send({ secret, body: emailBody({ eventId: "1", subject: "Another" }), env: bindings });
  const call = await send({ secret, kind: "calls", body: callBody(), env: bindings });
  await send({ secret, body: "broken", env: bindings });
  await post("/api/v2/analytics/webhook/receive/generic/emails?dryRun=true", emailBody({ eventId: "1" }));
  const tickets = [email, call].map(({ id }) => ({ workspaceId, id, run: 1 }));
  await sweep(DB, silentQueue.QUEUE, 60_000, Date.now());
  await deliver(
    tickets.map((ticket) => ({ ...ticket, attempts: 3 })),
    bindings,
  );
  await deliver(tickets, bindings, DEAD_LETTERS_QUEUE);
  const spent = await send({ secret, body: emailBody({ eventId: "2" }), env: bindings });
  await env.DB.prepare("UPDATE events SET sweeps = 99, due_at = 1 WHERE id = ?1").bind(spent.id).run();
  await env.DB.prepare("UPDATE marks SET at = 0 WHERE name = 'look'").run();
  captureLogs();
  const receiver = createReceiver([new Response(null, { status: 500 })]);
  await createTestKey({ expiresAt: Date.now() + 60_000 });
  const alerting = { ALERT_URL: TARGET.url, ALERT_SECRET: TARGET.secret };
  const change = { timeZone: "Europe/Berlin", attributionDays: null };
  await changeTerms(env.DB, workspaceId, change, [], Date.now());
  for (const [kind, body] of Object.entries(FULL_BODIES)) {
    await send({ secret, kind, body: { ...body, eventId: "stored" }, env: bindings });
  }
  await send({ secret, body: emailBody({ eventType: "opened" }), env: bindings });
  await runSteps(cronSteps({ ...env, ...bindings, ...alerting }, Date.now(), receiver.fetcher));
  vi.restoreAllMocks();
  await post("/api/v2/event/import", {
    events: ["1", "1", "2", "4"].map((eventId) => ({
      type: "email",
      ...emailBody({ eventId, subject: "A third" }),
    })),
    callbackUrl: "https://example.com/",
  });
  await post("/api/v2/event/import", { events: [{ type: "crm", ...crmBody() }, { type: "email" }] });
  const { results } = await env.DB.prepare("SELECT id FROM import_jobs WHERE workspace_id = ?1")
    .bind(workspaceId)
    .all<{ id: string }>();
  for (const { id } of results) await get(`/api/v2/event/import/status?oId=${id}`);
  await deliver([{ workspaceId, id: email.id, run: 1 }], bindings);
  await followImports(DB, null, receiver.fetcher, Date.now());
  await get(`/api/v2/event/get?eventOId=${email.id}`);
  await get("/api/v2/event/list?startDate=2020-01-01");
  await get("/api/v2/event/list?startDate=2020-01-01&eventTypes=EMAIL_SENT,DEAL_WON&offset=3");
  await get("/api/v2/event/list?startDate=2020-01-01&processingStatus=failed");
  await get("/api/v2/event/list?startDate=2020-01-01&processingStatus=pending&eventTypes=EMAIL_SENT");
  const analytics = "/api/v2/analytics";
  const range = "startDate=2024-01-01&endDate=2024-12-31";
  await get(`${analytics}/overview?${range}`);
  for (const list of ["campaigns", "senders", "conversations", "calls", "outcomes"]) {
    await get(`${analytics}/${list}?${range}&limit=1`);
    await get(`${analytics}/${list}?${range}&limit=1&order=asc`);
  }
  for (const by of ["campaign", "sender"] as const) {
    const groups = { by, names: ["spring"] };
    await readReplyTimeBuckets(DB, { workspaceId, from: 1, to: 2, groups });
    const asked = {
      workspaceId,
      by,
      from: 1,
      to: 2,
      sort: "replyRate",
      isDescending: true,
      limit: 1,
    } as const;
    await listTouchGroups(DB, { ...asked, after: [1, "a"] });
  }
  await readReplyTimeBuckets(DB, { workspaceId, from: 1, to: 2, groups: null });
  await listAnswered(DB, workspaceId, "spring", [2, 1]);
  const thread = 'thread:["follow up on our conversation","john@prospect.com","sarah@company.com"]';
  await get(`${analytics}/conversations/get?text=true&conversation=${encodeURIComponent(thread)}`);
  await get(`${analytics}/calls/get?eventOId=${call.id}`);
  await post("/api/v2/event/replay", { eventOIds: [call.id] });
  await post("/api/v2/event/replay", { filter: {}, dryRun: true });
  await post("/api/v2/event/replay", { filter: {} });
  await post("/api/v2/event/replay", { filter: { processingStatus: "stored" } });
  await get("/api/v2/event/replay/status?replayOId=rpl_1");
  await continueReplays({ db: DB, queue: silentQueue.QUEUE }, Date.now());
  const [conflict] = await listConflicts(DB, workspaceId, email.id);
  await post("/api/v2/event/adopt", { eventOId: email.id, conflictOId: conflict?.id });
  await post("/api/v2/event/delete", { eventOIds: [email.id] });
  await get("/api/v2/api-key/validate");
  await get("/readyz");
  await get("/api/v2/event/export?startDate=2020-01-01");
  await post("/api/v2/analytics/webhook/receive/generic/emails", emailBody({ eventId: "3" }));
  await get("/api/v2/subjects/export?email=sarah@company.com");
  await post("/api/v2/subjects/erase", { email: "sarah@company.com" });
  await post("/api/v2/analytics/webhook/receive/generic/emails", emailBody({ eventId: "3" }));
  await post("/api/v2/analytics/webhook/receive/generic/emails", { broken: true });
  await get("/api/v2/subjects/erase/status?erasureOId=ers_1");
  await post("/api/v2/subjects/allow", { email: "sarah@company.com" });
  await removeExpired(DB, { ...readSettings(env), retentionMs: 1e12 }, Date.now());
  await get("/api/v2/keys");
  await order(secret, "/api/v2/keys", { providerName: "N8N", scopes: ["ingest"] }, bindings);
  await order(secret, "/api/v2/keys/update", { keyOId: key.id, label: "another" }, bindings);
  await order(secret, "/api/v2/keys/rotate", { keyOId: key.id, graceDays: 1 }, bindings);
  await order(secret, "/api/v2/keys/revoke", { keyOId: key.id }, bindings);
  await get("/metrics", { authorization: `Bearer ${env.OPERATOR_TOKEN}` });
  await get("/api/v2/rejections");
  return statements;
}

it("has no query that reads a table, or all events of a workspace, from one end to the other", async () => {
  const statements = await recordStatements();
  expect(statements.size).toBeGreaterThan(20);
  const walks: string[] = [];
  for (const [sql, binds] of statements) {
    const plan = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .bind(...binds)
      .all<{ detail: string }>();
    for (const { detail } of plan.results) {
      const isScan = detail.startsWith("SCAN") && !WALKS.test(detail);
      if (isScan || WHOLE_WORKSPACE.test(detail)) walks.push(`${detail}: ${sql}`);
    }
  }
  expect(walks).toEqual([]);
});

it("has no trigger that reads a table, or all events of a workspace, from one end to the other", async () => {
  const { results } = await env.DB.prepare(
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
  ).all<{ name: string; sql: string }>();
  expect(results.length).toBeGreaterThan(10);
  const walks: string[] = [];
  for (const { name, sql } of results) {
    const body = sql.slice(sql.indexOf("BEGIN") + "BEGIN".length, sql.lastIndexOf("END"));
    for (const statement of body.split(";").filter((part) => part.trim() !== "")) {
      // A row that a trigger is about is as good as a bound value.
      const bound = statement.replaceAll(/\b(?:OLD|NEW)\.\w+/g, "?1");
      const plan = await env.DB.prepare(`EXPLAIN QUERY PLAN ${bound}`)
        .bind(...(bound.includes("?1") ? ["[]"] : []))
        .all<{ detail: string }>();
      for (const { detail } of plan.results) {
        const isScan = detail.startsWith("SCAN") && !WALKS.test(detail);
        if (isScan || WHOLE_WORKSPACE.test(detail)) walks.push(`${name}: ${detail}: ${statement}`);
      }
    }
  }
  expect(walks).toEqual([]);
});

it("pages through a list by the index alone, without sorting", async () => {
  const statements = await recordStatements();
  const list = [...statements].find(
    ([sql]) => /^SELECT seq, id[^(]+ FROM events/.test(sql) && !sql.includes("status ="),
  );
  expect(list).toBeDefined();
  const [sql, binds] = list ?? ["", []];
  const plan = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .bind(...binds)
    .all<{ detail: string }>();
  expect(plan.results.map(({ detail }) => detail)).toEqual([
    "SEARCH events USING INDEX events_by_time (workspace_id=? AND occurred_at>? AND occurred_at<?)",
  ]);
});
