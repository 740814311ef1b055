import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import * as v from "valibot";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";

import { toApiKey } from "../../src/domain/api-key.ts";
import { callBody, emailBody } from "../bodies.ts";
import { DEAD_LETTERS_QUEUE, deliver } from "../deliver.ts";
import { runCron } from "../../src/pipeline/cron.ts";
import { faultyD1 } from "../faults.ts";
import { recordAttempts } from "../../src/storage/attempts.ts";
import { captureLogs } from "../logs.ts";
import { RECEIVE } from "../request.ts";
import {
  ask,
  type Bindings,
  bindings,
  contentsOf,
  createTenantIn,
  queued,
  ran,
  type Tenant,
  tick,
} from "../two-databases.ts";

const EMAILS = `${RECEIVE}/emails`;
const REPLAY = "/api/v2/event/replay";
const BURST = 40;

const listSchema = v.object({
  data: v.object({
    events: v.array(v.object({ oId: v.string() })),
    total: v.number(),
    nextCursor: v.nullable(v.string()),
  }),
});

const importedSchema = v.object({ jobs: v.tuple([v.object({ oId: v.string() })]) });

const conflictsSchema = v.object({ conflicts: v.tuple([v.object({ conflictOId: v.string() })]) });

let one: Tenant;
let two: Tenant;
let both: readonly Tenant[] = [];

beforeAll(async () => {
  await Promise.all([env.FIRST_DB, env.SECOND_DB].map((db) => applyD1Migrations(db, env.TEST_MIGRATIONS)));
  // The same but for the number.
  const base = `wrk_${crypto.randomUUID()}`;
  one = await createTenantIn(1, base);
  two = await createTenantIn(2, base);
  both = [one, two];
});

afterEach(() => vi.restoreAllMocks());

/** For both at once, so that nothing that an isolate remembers of the one may serve the other. */
function forBoth<T>(run: (tenant: Tenant) => Promise<T>): Promise<readonly T[]> {
  return Promise.all(both.map(run));
}

/** The same is true of both. */
function alike<T>(outcome: T): readonly [T, T] {
  return [outcome, outcome];
}

async function receive({ secret }: Tenant, body: object, kind = "emails") {
  const answer = await ask(secret, `${RECEIVE}/${kind}`, body);
  return v.parse(v.object({ additionalData: v.object({ eventOId: v.string() }) }), answer).additionalData
    .eventOId;
}

async function page({ secret }: Tenant, search = "limit=100") {
  const answer = await ask(secret, `/api/v2/event/list?startDate=2000-01-01&${search}`);
  return v.parse(listSchema, answer).data;
}

async function statusesOf({ db }: Tenant) {
  const { results } = await db
    .prepare("SELECT status, count(*) AS n FROM events GROUP BY status ORDER BY status")
    .all<{ status: string; n: number }>();
  return Object.fromEntries(results.map(({ status, n }) => [status, n]));
}

describe("two workspaces in two databases", () => {
  it("have keys that say where they are looked up", async () => {
    expect(one.secret).toMatch(/^tl_[0-9A-Za-z]{49}$/);
    expect(two.secret).toMatch(/^tl2_[0-9A-Za-z]{49}$/);
    expect(
      await forBoth(async ({ secret, id }) => {
        const { workspaceOId } = await ask(secret, "/api/v2/api-key/validate");
        return { own: workspaceOId === id };
      }),
    ).toMatchObject(alike({ own: true }));
  });

  it("receive a burst at the same time, by statements that each shares with itself alone", async () => {
    const insertsBefore = [ran.one, ran.two].map(insertsIn);
    const received = forBoth((tenant) =>
      Promise.all(
        Array.from({ length: BURST }, (_, index) =>
          receive(tenant, emailBody({ eventId: String(index), eventType: "opened" })),
        ),
      ),
    );
    expect((await received).map((ids) => new Set(ids).size)).toEqual([BURST, BURST]);
    expect(await forBoth(async (tenant) => (await page(tenant)).total)).toEqual([BURST, BURST]);
    [ran.one, ran.two].forEach((statements, index) => {
      expect(insertsIn(statements) - (insertsBefore[index] ?? 0)).toBeLessThan(BURST);
    });
  });

  it("tell what is new from what is a duplicate, a conflict or refused", async () => {
    expect(
      await forBoth(async (tenant) => {
        const email = emailBody({ eventId: "told" });
        const answers = [
          await ask(tenant.secret, EMAILS, email),
          await ask(tenant.secret, EMAILS, email),
          await ask(tenant.secret, EMAILS, { ...email, subject: "Another" }),
          await ask(tenant.secret, EMAILS, { ...email, subject: null }),
        ];
        return answers.map(({ additionalData, code }) => ({ ...Object(additionalData), code }));
      }),
    ).toMatchObject(
      alike([
        { duplicate: false },
        { duplicate: true, conflict: false },
        { duplicate: true, conflict: true },
        { code: "invalid_event" },
      ]),
    );
    expect(await forBoth(countsOfEvent)).toMatchObject(alike({ duplicates: 2, counted: 2 }));
  });

  it("list page by page, and take no cursor of each other", async () => {
    const cursors = await forBoth(async (tenant) => {
      const whole = (await page(tenant)).events.map(({ oId }) => oId);
      const start = await page(tenant, "limit=5");
      const next = await page(tenant, `limit=100&cursor=${start.nextCursor}`);
      expect([...start.events, ...next.events].map(({ oId }) => oId)).toEqual(whole);
      return start.nextCursor;
    });
    const path = `/api/v2/event/list?startDate=2000-01-01&cursor=`;
    expect(await ask(one.secret, path + cursors[1])).toMatchObject({ status: 404 });
    expect(await ask(two.secret, path + cursors[0])).toMatchObject({ status: 404 });
  });

  it("are processed by one batch of the queue", async () => {
    await forBoth((tenant) => receive(tenant, callBody(), "calls"));
    const letters = queued.splice(0);
    expect(letters.map(({ workspaceId }) => workspaceId).toSorted()).toEqual(
      [one.id, one.id, two.id, two.id].toSorted(),
    );
    const suspects = letters.map((letter) => ({ ...letter, attempts: 3 }));
    const { acked } = await deliver([...letters, ...suspects], bindings);
    expect(acked).toHaveLength(letters.length * 2);
    expect(await forBoth(statusesOf)).toMatchObject(alike({ processed: 2, stored: BURST }));
  });

  it("are replayed by ids and by a filter, under an id that is the one's own", async () => {
    const replays = await forBoth(async ({ secret, db }) => {
      const chosen = await db.prepare("SELECT id FROM events WHERE kind = 'calls'").first<{ id: string }>();
      await ask(secret, REPLAY, { eventOIds: [chosen?.id] });
      const { data } = await ask(secret, REPLAY, { filter: { processingStatus: "processed" } });
      return v.parse(v.object({ replayOId: v.string(), total: v.number() }), data);
    });
    expect(replays.map(({ total }) => total)).toEqual([1, 1]);
    const letters = queued.splice(0);
    expect(letters.map(({ run }) => run)).toEqual([2, 2, 2, 2]);
    await deliver(letters, bindings);
    expect(await forBoth(statusesOf)).toMatchObject(alike({ processed: 2 }));
    const path = (index: number) => `/api/v2/event/replay/status?replayOId=${replays[index]?.replayOId}`;
    expect(await ask(two.secret, path(1))).toMatchObject({ data: { state: "COMPLETED", processed: 1 } });
    expect(await ask(one.secret, path(1))).toMatchObject({ status: 404 });
  });

  it("adopt a conflict, and show it", async () => {
    await forBoth(async ({ secret, db }) => {
      const row = await db.prepare("SELECT event_id FROM conflicts").first<{ event_id: string }>();
      const eventOId = row?.event_id;
      const { data } = await ask(secret, `/api/v2/event/get?eventOId=${eventOId}`);
      const [conflict] = v.parse(conflictsSchema, data).conflicts;
      const wanted = { eventOId, conflictOId: conflict.conflictOId };
      expect(await ask(secret, "/api/v2/event/adopt", wanted)).toMatchObject({ status: 200 });
    });
    await deliver(queued.splice(0), bindings);
    expect(await forBoth(statusesOf)).toMatchObject(alike({ processed: 2 }));
  });

  it("end a dead letter as failed, and sweep what was left", async () => {
    const tickets = await forBoth(async (tenant) => {
      const id = await receive(tenant, emailBody({ eventId: "dead" }));
      await receive(tenant, emailBody({ eventId: "left" }));
      const ticket = { workspaceId: tenant.id, id, run: 1 };
      const attempt = { messageId: "m", queuedAt: 1, at: 2, attempt: 9, reason: "out of luck" };
      await recordAttempts(tenant.db, [{ ...ticket, ...attempt }]);
      await tenant.db
        .prepare("UPDATE events SET due_at = 1 WHERE status = 'pending' AND id <> ?1")
        .bind(id)
        .run();
      return ticket;
    });
    await deliver(tickets, bindings, DEAD_LETTERS_QUEUE);
    expect(await forBoth(statusesOf)).toMatchObject(alike({ failed: 1, pending: 1 }));
    queued.splice(0);
    await tick();
    const swept = queued.splice(0);
    expect(swept.map(({ workspaceId }) => workspaceId).toSorted()).toEqual([one.id, two.id].toSorted());
    await deliver(swept, bindings);
    expect(await forBoth(statusesOf)).toMatchObject(alike({ failed: 1, processed: 3 }));
  });

  it("list their rejections and send them again", async () => {
    expect(
      await forBoth(async ({ secret }) => {
        const { data } = await ask(secret, "/api/v2/rejections");
        const { rejections } = v.parse(
          v.object({ rejections: v.array(v.object({ rejectionOId: v.string() })) }),
          data,
        );
        return ask(secret, "/api/v2/rejections/replay", {
          rejectionOIds: rejections.map(({ rejectionOId }) => rejectionOId),
          body: emailBody({ eventId: "mended" }),
        });
      }),
    ).toMatchObject(alike({ data: { results: [{ outcome: "accepted" }] } }));
    await deliver(queued.splice(0), bindings);
  });

  it("make keys, each for its own database, and revoke them", async () => {
    await forBoth(async ({ secret, keyId }) => {
      const made = await ask(secret, "/api/v2/keys", { providerName: "CLAY", scopes: ["read"] });
      const { apiKey, key } = v.parse(
        v.object({ apiKey: v.string(), key: v.object({ keyOId: v.string() }) }),
        made["data"],
      );
      expect(apiKey.split("_")[0]).toBe(secret.split("_")[0]);
      expect(await ask(apiKey, "/api/v2/api-key/validate")).toMatchObject({ status: 200 });
      await ask(secret, "/api/v2/keys/revoke", key);
      expect(await ask(apiKey, "/api/v2/api-key/validate")).toMatchObject({ code: "revoked_api_key" });
      const { data } = await ask(secret, "/api/v2/keys");
      expect(data).toMatchObject({ keys: [{ keyOId: keyId }, { keyOId: key.keyOId }] });
    });
  });

  it("export, and what they have of a person, is their own", async () => {
    const marks = await forBoth(async (tenant) => {
      await receive(tenant, emailBody({ eventId: "marked", eventType: "opened", campaignId: tenant.keyId }));
      const all = await ask(tenant.secret, "/api/v2/event/export?startDate=2000-01-01");
      const person = await ask(tenant.secret, "/api/v2/subjects/export?email=john@prospect.com");
      return both.map(({ keyId }) =>
        [String(all["text"]), String(person["text"])].map((text) => text.includes(keyId)),
      );
    });
    expect(marks).toEqual([
      [
        [true, true],
        [false, false],
      ],
      [
        [false, false],
        [true, true],
      ],
    ]);
  });

  it("erase a person and keep that person away, the one and not the other", async () => {
    const before = await contentsOf(one.db);
    const wanted = { email: "john@prospect.com" };
    const { data } = await ask(two.secret, "/api/v2/subjects/erase", wanted);
    const { erasureOId } = v.parse(v.object({ erasureOId: v.string() }), data);
    const path = `/api/v2/subjects/erase/status?erasureOId=${erasureOId}`;
    expect(await ask(two.secret, path)).toMatchObject({ data: { state: "COMPLETED" } });
    expect(await ask(one.secret, path)).toMatchObject({ status: 404 });
    expect(await contentsOf(one.db)).toEqual(before);
    const email = emailBody({ eventId: "away", eventType: "opened" });
    expect(await ask(two.secret, EMAILS, email)).toMatchObject({ code: "suppressed" });
    expect(await ask(one.secret, EMAILS, email)).toMatchObject({ received: true });
    expect(await ask(one.secret, "/api/v2/subjects/erase", wanted)).toMatchObject({ status: 200 });
    expect(await forBoth(({ secret }) => ask(secret, "/api/v2/subjects/allow", wanted))).toMatchObject(
      alike({
        data: { wasSuppressed: true },
      }),
    );
  });

  it("are told of together by readyz and the metrics", async () => {
    await forBoth((tenant) => receive(tenant, emailBody({ eventId: "waits" })));
    await tick();
    const received = await forBoth(async ({ db }) => {
      const row = await db
        .prepare("SELECT sum(count) AS n FROM totals WHERE outcome = 'received'")
        .first<{ n: number }>();
      return row?.n ?? 0;
    });
    const { text } = await ask(env.OPERATOR_TOKEN ?? "", "/metrics");
    const told = [...String(text).matchAll(/^touchlog_events_received_total.* (\d+)$/gm)];
    expect(Math.min(...received)).toBeGreaterThan(BURST);
    expect(sum(told.map(([, count]) => Number(count)))).toBe(sum(received));
    expect(new Set(told.map(([line]) => line.split(" ")[0])).size).toBe(told.length);
    expect(String(text)).toMatch(/^touchlog_events_pending 2$/m);
    expect(await ask(one.secret, "/readyz")).toMatchObject({ status: 200, pending: 2 });
    await two.db.prepare("UPDATE events SET received_at = 1 WHERE status = 'pending'").run();
    expect(await ask(one.secret, "/readyz")).toMatchObject({ status: 503, pending: 2 });
    await deliver(queued.splice(0), bindings);
  });

  it("do without each other: what is away holds up its own workspace alone", async () => {
    const logs = captureLogs();
    const isAway: Bindings = { DB_2: faultyD1(env.SECOND_DB, () => "before", "D1 DB is overloaded") };
    const ids = await forBoth((tenant) => receive(tenant, emailBody({ eventId: "last" })));
    const letters = queued.splice(0);
    expect(await deliver(letters, { ...bindings, ...isAway })).toMatchObject({
      acked: [ids[0]],
      retried: [ids[1]],
    });
    const dead = { ...bindings, ...isAway };
    expect(await deliver(letters, dead, DEAD_LETTERS_QUEUE)).toMatchObject({
      acked: [ids[0]],
      retried: [ids[1]],
    });
    await expect(tick(isAway)).rejects.toThrow("cron steps failed");
    const runs = logs.of("cron");
    expect(runs).toContainEqual({ message: "cron", done: expect.objectContaining({ sweep: 0, count: 1 }) });
    expect(runs).toContainEqual({ message: "cron", database: "DB_2", done: { retention: 0, alerts: 0 } });
    // What is counted late is counted where it belongs.
    const refused = { headers: "none" };
    await ask(two.secret, EMAILS, refused, isAway);
    await ask(one.secret, EMAILS, refused);
    await ask(two.secret, EMAILS, refused);
    await deliver(letters, bindings);
    expect(
      await forBoth(async ({ db }) => {
        const row = await db
          .prepare("SELECT sum(count) AS n FROM refusal_counts WHERE code = 'invalid_event'")
          .first<{ n: number }>();
        return { n: row?.n };
      }),
    ).toEqual([{ n: 2 }, { n: 3 }]);
  });

  it("delete an event, and leave the one of the same body in the other", async () => {
    const eventOIds = await forBoth((tenant) => receive(tenant, emailBody({ eventId: "deleted" })));
    const results = { data: { results: [{ outcome: "deleted" }, { outcome: "not_found" }] } };
    expect(await ask(one.secret, "/api/v2/event/delete", { eventOIds })).toMatchObject(results);
    const other = { eventOIds: eventOIds.toReversed() };
    expect(await ask(two.secret, "/api/v2/event/delete", other)).toMatchObject(results);
    queued.splice(0);
  });

  it("import, and know of their own jobs alone", async () => {
    const events = ["first", "first", "second"].map((eventId) => ({
      type: "email",
      ...emailBody({ eventId }),
    }));
    const ids = await forBoth(async ({ secret }) => {
      const { data } = await ask(secret, "/api/v2/event/import", { events: [...events, { type: "letter" }] });
      expect(data).toMatchObject({ total: 4, pending: 2, duplicatesInBatch: 1, failed: 1 });
      return v.parse(importedSchema, data).jobs[0].oId;
    });
    const path = (index: number) => `/api/v2/event/import/status?oId=${ids[index]}`;
    expect(await ask(one.secret, path(0))).toMatchObject({ data: { status: "PENDING", pending: 2 } });
    expect(await ask(two.secret, path(1))).toMatchObject({ data: { status: "PENDING", pending: 2 } });
    expect(await ask(one.secret, path(1))).toMatchObject({ status: 404, code: "not_found" });
    expect(await ask(two.secret, path(0))).toMatchObject({ status: 404, code: "not_found" });
    const letters = queued.splice(0);
    expect(letters).toHaveLength(4);
    await deliver(letters, bindings);
    const completed = { status: "COMPLETED", ingested: 2, pending: 0 };
    expect(await ask(one.secret, path(0))).toMatchObject({ data: completed });
    await tick();
    const settled = await forBoth(({ db }) =>
      db.prepare("SELECT count(*) AS n FROM import_jobs WHERE completed_at IS NOT NULL").first(),
    );
    expect(settled).toEqual(alike({ n: 1 }));
    expect(await ask(two.secret, path(1))).toMatchObject({ data: completed });
  });

  it("left nothing in each other's database, and asked for nothing there", async () => {
    const [first, second] = await Promise.all(both.map(({ db }) => contentsOf(db)));
    expect([first?.owners, second?.owners]).toEqual([[one.id], [two.id]]);
    expect(second?.tables).toEqual(first?.tables);
    expect(ran.one.filter((statement) => statement.includes(two.id))).toEqual([]);
    // The one's id begins the other's.
    expect(ran.two.filter((statement) => statement.replaceAll(two.id, "").includes(one.id))).toEqual([]);
  });

  it("are kept no longer than the retention says", async () => {
    vi.spyOn(console, "log").mockImplementation(() => {});
    const later = Date.now() + 2 * 24 * 60 * 60_000;
    await runCron({ ...env, ...bindings, RETENTION_DAYS: "1" }, later, fetch);
    expect(await forBoth(statusesOf)).toEqual([{}, {}]);
  });
});

describe("a workspace whose database is not bound", () => {
  const THIRD = "wrk_1.3";

  it("has no key that works, and nothing is looked up for it", async () => {
    const before = ran.one.length + ran.two.length;
    const answer = await ask(toApiKey(new Uint8Array(32), 3), "/api/v2/api-key/validate");
    expect(answer).toMatchObject({ status: 401, code: "unknown_api_key" });
    expect(ran.one.length + ran.two.length).toBe(before);
  });

  it("has its messages come again, and those of others are done", async () => {
    const logs = captureLogs();
    const id = await receive(two, emailBody({ eventId: "done" }));
    const letters = [...queued.splice(0), { workspaceId: THIRD, id: "evt_3", run: 1 }];
    expect(await deliver(letters, bindings)).toMatchObject({ acked: [id], retried: ["evt_3"] });
    const reason = "no database of this number is bound";
    expect(logs.of("processing failed")).toEqual([
      { message: "processing failed", event: "evt_3", attempt: 1, reason },
    ]);
    expect(await deliver(letters, bindings, DEAD_LETTERS_QUEUE)).toMatchObject({
      acked: [id],
      retried: ["evt_3"],
    });
  });
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}

async function countsOfEvent({ db }: Tenant) {
  const row = await db
    .prepare(
      `SELECT (SELECT max(duplicates) FROM events) AS duplicates,
         (SELECT sum(count) FROM daily_counts WHERE outcome = 'duplicate') AS counted`,
    )
    .first();
  return row;
}

function insertsIn(statements: readonly string[]): number {
  return statements.filter((statement) => statement.startsWith("INSERT INTO events")).length;
}
