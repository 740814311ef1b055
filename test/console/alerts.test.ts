import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { alertOperator } from "../../src/pipeline/alerts.ts";
import { raiseAlerts } from "../../src/storage/alerts.ts";
import { createReceiver, TARGET } from "../alerts.ts";
import { crmBody } from "../bodies.ts";
import { send, silentQueue } from "../send.ts";
import { settleAll } from "../settle.ts";
import { createTestKey } from "../workspace.ts";
import { browse, signIn } from "./browse.ts";

const ALERTING = { ALERT_URL: `${TARGET.url}/secret-path?token=secret`, ALERT_SECRET: TARGET.secret };
const HOUR_MS = 60 * 60_000;

beforeEach(settleAll);

afterEach(() => vi.restoreAllMocks());

async function createAdmin() {
  const { secret, key, workspaceId } = await createTestKey();
  return { secret, key, workspaceId, cookie: await signIn(secret) };
}

async function raise(cause: string, subject: string, data: object, now = Date.now()) {
  const id = `msg_${crypto.randomUUID()}`;
  await raiseAlerts(env.DB, [{ cause, subject, occasion: "1", id, body: JSON.stringify({ data }) }], now);
}

/** The rows of the page, as words. */
async function read(cookie: string) {
  const { status, text } = await browse("/alerts", { cookie, env: ALERTING });
  const rows = [...text.matchAll(/<tr><td>(.*?)<\/tr>/gs)].map(([, row = ""]) =>
    row.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " "),
  );
  return { status, text, rows };
}

it("shows what a workspace's keys gave rise to, in words, with what to do", async () => {
  const { cookie, key, workspaceId } = await createAdmin();
  const sender = { workspaceOId: workspaceId, keyOId: key.id, label: "<b>old", provider: "N8N" };
  await raise(
    "sender.stopped",
    key.id,
    { ...sender, lastAt: "2026-11-21T07:12:09.412Z", activeHours: 112, longestGapHours: 1 },
    Date.now() + HOUR_MS,
  );
  await raise("sender.failing", key.id, { ...sender, refused: 31, accepted: 2 });
  await raise("key.expiring", key.id, { ...sender, expiresAt: "2026-11-28T10:29:00.000Z", withinDays: 7 });
  await raise("backlog.stuck", "", {
    pending: 214,
    pendingIsMinimum: false,
    oldestPendingAt: "2026-11-21T10:12:00.000Z",
  });
  const { rows, text } = await read(cookie);
  expect(rows).toEqual([
    expect.stringMatching(/open test has stopped sending\. .*since 2026-11-21 07:12:09 .*112 hours/),
    ...["sender.failing", "key.expiring", "backlog.stuck"].map(() => expect.any(String)),
  ]);
  const all = rows.join("\n");
  expect(all).toMatch(/open test is mostly refused\. .*31 were refused and 2 taken/);
  // It has no end any more.
  expect(all).toMatch(/over The key test ends\. On 2026-11-28 10:29:00 UTC/);
  expect(all).toMatch(/open Events wait too long .*together 214/);
  expect(all).not.toContain("{");
  for (const link of ["/live", "/refused", "/keys", "/health"]) expect(text).toContain(`<a href="${link}">`);
});

it("shows nothing of another workspace, also of an alert that names events of both", async () => {
  const [mine, theirs] = [await createAdmin(), await createAdmin()];
  const { id } = await send({ secret: mine.secret, kind: "crm", body: crmBody(), env: silentQueue });
  const events = [
    { workspaceOId: mine.workspaceId, eventOId: id, kind: "crm", type: "deal_won" },
    { workspaceOId: theirs.workspaceId, eventOId: "evt_theirs", kind: "emails", type: "sent" },
  ];
  const data = { since: "2026-11-21T09:19:00.000Z", count: 987_654_321, countIsMinimum: false, events };
  await raise("events.failed", "", data);
  await raise("key.expiring", theirs.key.id, { ...theirs, label: "label of theirs" });
  await raise("test", theirs.workspaceId, { workspaceOId: theirs.workspaceId });
  const { rows, text } = await read(mine.cookie);
  expect(rows).toEqual([
    expect.stringMatching(/over Events could not be processed\. Of this workspace: deal_won/),
  ]);
  for (const name of [theirs.workspaceId, theirs.key.id, "evt_theirs", "label of theirs"]) {
    expect(text).not.toContain(name);
  }
  expect(text).not.toMatch(/987.?654.?321/);
  await env.DB.prepare("UPDATE events SET status = 'failed' WHERE id = ?1").bind(id).run();
  expect((await read(mine.cookie)).rows[0]).toContain("open Events could not");
  const third = await createAdmin();
  expect((await read(third.cookie)).text).toContain("Nothing to tell");
});

it("says where alerts go by the host alone, and how to set them up where they go nowhere", async () => {
  const { cookie } = await createAdmin();
  const { text } = await read(cookie);
  expect(text).toContain("<code>alerts.example</code>");
  expect(text).not.toMatch(/secret-path|token|whsec_/);
  expect((await browse("/alerts", { cookie })).text).toContain("wrangler secret put ALERT_URL");
  const wrong = await browse("/alerts", { cookie, env: { ALERT_URL: "http://plain.example/secret" } });
  expect(wrong.text).toContain("No alert is sent: setting ALERT_URL is no URL that begins with https://");
  expect(wrong.text).not.toContain("plain.example");
});

it("has a test sent by the next minute's run, one an hour, and shows what came of it", async () => {
  const { cookie, workspaceId } = await createAdmin();
  const ask = () => browse("/alerts/test", { cookie, form: {}, env: ALERTING });
  expect(await ask()).toMatchObject({ status: 303, location: "/alerts" });
  expect((await read(cookie)).rows[0]).toMatch(/A test\. .*goes out within a minute/);
  vi.spyOn(console, "warn").mockReturnValue();
  const receiver = createReceiver([new Response(null, { status: 500 })]);
  await alertOperator(env.DB, TARGET, receiver.fetcher, Date.now());
  expect((await read(cookie)).rows[0]).toContain("not taken, tried 1 times");
  await alertOperator(env.DB, TARGET, receiver.fetcher, Date.now() + HOUR_MS / 60);
  expect((await read(cookie)).rows[0]).toContain("delivered");
  await ask();
  await alertOperator(env.DB, TARGET, receiver.fetcher, Date.now() + HOUR_MS / 30);
  const tests = receiver.of("test").map(({ id: _id, timestamp: _at, ...message }) => message);
  const message = { type: "test", data: { workspaceOId: workspaceId } };
  expect(tests).toEqual([message, message]);
});

it("sends no test where alerts go nowhere", async () => {
  const { cookie } = await createAdmin();
  await browse("/alerts/test", { cookie, form: {} });
  expect((await read(cookie)).rows).toEqual([]);
});
