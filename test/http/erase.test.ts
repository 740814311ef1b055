import { createExecutionContext } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import * as v from "valibot";
import { describe, expect, it, vi } from "vitest";

import { createApp } from "../../src/http/app.ts";
import { continueErasures } from "../../src/pipeline/erase.ts";
import { createIsolate } from "../../src/pipeline/isolate.ts";
import { callBody, crmBody, emailBody, socialBody } from "../bodies.ts";
import { deliver } from "../deliver.ts";
import { dump, dumpWorkspace, tablesOfWorkspaces } from "../dump.ts";
import { type Fault, faultyD1 } from "../faults.ts";
import { order } from "../order.ts";
import { get, ISO_TIME, post } from "../request.ts";
import { countRows, readEvents } from "../rows.ts";
import { send, silentQueue } from "../send.ts";
import { createTestKey } from "../workspace.ts";

const ERASE = "/api/v2/subjects/erase";
const TOKEN = "erased-1";

// Nobody else in the tests is called so: the whole database is searched for it.
const EMAIL = "Zoltana.Quirrel@Prospect.example";
const ADDRESS = EMAIL.toLowerCase();
const NAME = "Zoltana Quirrel";
const ZOLTANA = { email: EMAIL, name: NAME };
const BOB = { email: "bob@other.example", name: "Bob Miller" };

const receiptSchema = v.object({
  data: v.looseObject({
    erasureOId: v.string(),
    state: v.string(),
    deletedEvents: v.number(),
    redactedEvents: v.number(),
    deletedConflicts: v.number(),
    deletedRejections: v.number(),
  }),
});

async function erase(secret: string, more: object = {}) {
  const answer = await order(secret, ERASE, { email: EMAIL, ...more });
  return v.parse(receiptSchema, answer.json).data;
}

async function find(secret: string, id: string) {
  const { json } = await get(secret, `/api/v2/event/get?eventOId=${id}`);
  return v.parse(v.object({ data: v.looseObject({ body: v.string() }) }), json).data;
}

/** What must not stand anywhere any more, in whatever case or escape. */
async function traces(): Promise<readonly string[]> {
  return tracesIn(await dump());
}

/** The same in the workspace only, which is sooner looked through. */
async function tracesOf(workspaceId: string): Promise<readonly string[]> {
  return tracesIn(JSON.stringify(await dumpWorkspace(workspaceId, await tablesOfWorkspaces())));
}

function tracesIn(text: string): readonly string[] {
  const everything = text
    .replaceAll(/\\u([0-9a-f]{4})/gi, (_all, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replaceAll(/%([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .toLowerCase();
  return ["zoltana", "quirrel"].filter((word) => everything.includes(word));
}

describe("erasing a person", () => {
  it("leaves neither address nor name in any table or marker", async () => {
    const { secret, workspaceId } = await createTestKey();
    const transcript = [
      { speaker: "Sarah", text: "Hi Zoltana, how are you?" },
      { speaker: NAME, text: "Very well, my number is 555 0199." },
      { speaker: "Bob", text: "Ask zoltana.quirrel@prospect.example." },
    ];
    const alone = [
      await send({ secret, body: emailBody({ to: [ZOLTANA] }) }),
      await send({ secret, body: emailBody({ eventType: "reply", from: ZOLTANA, to: [BOB] }) }),
      await send({
        secret,
        kind: "social",
        body: socialBody({ to: [{ ...ZOLTANA, profileUrl: "https://social.example/in/zoltana" }] }),
      }),
      await send({
        secret,
        kind: "crm",
        body: crmBody({ contactEmail: EMAIL, contactName: NAME, opportunityName: "Annual plan" }),
      }),
    ];
    const shared = [
      await send({ secret, body: emailBody({ to: [ZOLTANA, BOB], subject: `For ${NAME}` }) }),
      await send({
        secret,
        kind: "calls",
        body: callBody({ participants: ["sarah@company.com", ZOLTANA, BOB], transcript }),
      }),
      await send({
        secret,
        kind: "crm",
        body: crmBody({
          opportunityId: "2",
          accountName: "Prospect",
          contactEmail: EMAIL,
          contactName: NAME,
        }),
      }),
      await send({
        secret,
        body: emailBody({
          eventType: "opened",
          to: [BOB],
          body: { html: `<a href="https://x.example/?u=zoltana.quirrel%40prospect.example">Hi</a>` },
        }),
      }),
    ];
    const untouched = await send({ secret, body: emailBody({ to: [BOB], subject: "Other" }) });
    await vi.waitFor(
      async () =>
        expect((await readEvents(workspaceId)).map(({ status }) => status)).not.toContain("pending"),
      { timeout: 20_000, interval: 200 },
    );
    await send({ secret, body: emailBody({ to: [ZOLTANA, BOB], subject: `For ${NAME}`, eventId: "x" }) });
    await send({ secret, body: emailBody({ to: [BOB, ZOLTANA], subject: "Other", eventId: "x" }) });
    await post(secret, "emails", `{"to": "zoltana\\u002equirrel\\u0040prospect.example", broken`);
    await post(secret, "emails", {
      ...emailBody(),
      to: [{ email: "no", name: "?u=zoltana.quirrel%40prospect.example" }],
    });
    await post(secret, "emails", "broken too");
    expect(await tracesOf(workspaceId)).toEqual(["zoltana", "quirrel"]);

    const receipt = await erase(secret);
    expect(receipt).toEqual({
      erasureOId: expect.stringMatching(/^ers_[0-9a-f]{32}$/),
      state: "COMPLETED",
      createdAt: ISO_TIME,
      completedAt: ISO_TIME,
      replacedBy: TOKEN,
      suppressed: true,
      deletedEvents: alone.length,
      redactedEvents: shared.length + 1,
      deletedConflicts: 1,
      deletedRejections: 2,
    });
    await vi.waitFor(
      async () =>
        expect((await readEvents(workspaceId)).map(({ status }) => status)).not.toContain("pending"),
      { timeout: 20_000, interval: 200 },
    );
    expect(await traces()).toEqual([]);
    const left = (await readEvents(workspaceId)).map(({ id }) => id);
    for (const { id } of alone) expect(left).not.toContain(id);
    for (const { id } of shared) expect(left).toContain(id);
    const email = await find(secret, shared[0]?.id ?? "");
    expect(email).toMatchObject({
      eventSummary: `sarah@company.com → ${TOKEN} +1: For ${TOKEN}`,
      event: { to: [{ email: TOKEN, name: TOKEN }, BOB] },
      results: { message: { to: TOKEN, parties: ["sarah@company.com", TOKEN, BOB.email] } },
    });
    const call = await find(secret, shared[1]?.id ?? "");
    expect(call).toMatchObject({
      event: {
        transcript: [
          { speaker: "Sarah", text: `Hi ${TOKEN}, how are you?` },
          { speaker: TOKEN, text: TOKEN },
          { speaker: "Bob", text: `Ask ${TOKEN}.` },
        ],
      },
    });
    expect(JSON.stringify(call["results"])).toContain(TOKEN);
    expect(await find(secret, untouched.id)).toMatchObject({
      body: JSON.stringify(emailBody({ to: [BOB], subject: "Other" })),
    });
  });

  it("keeps the person away: what names the person is refused, and its body is kept nowhere", async () => {
    const { secret, workspaceId } = await createTestKey();
    const body = emailBody({ to: [ZOLTANA, BOB] });
    const { id } = await send({ secret, body });
    await erase(secret);
    const reader = await createTestKey({ workspaceId });
    for (const sender of [secret, reader.secret]) {
      for (const again of [
        body,
        { ...body, eventId: "new" },
        emailBody({ body: { text: `Ask ${EMAIL}` } }),
      ]) {
        const refused = await post(sender, "emails", again);
        expect({ status: refused.status, code: refused.json["code"] }).toEqual({
          status: 403,
          code: "suppressed",
        });
        expect(refused.json).not.toHaveProperty("rejectionOId");
      }
      const invalid = await post(sender, "emails", { ...body, subject: 5, eventTimestamp: "never" });
      expect(invalid.status).toBe(400);
      expect(invalid.json).not.toHaveProperty("rejectionOId");
    }
    expect((await post(secret, "emails", emailBody({ to: [BOB], eventId: "fine" }))).status).toBe(200);
    expect((await post(secret, "emails", "broken")).json).toHaveProperty("rejectionOId");
    expect(await find(secret, id)).toMatchObject({ event: { to: [{ email: TOKEN }, BOB] } });
    expect(await traces()).toEqual([]);
    await vi.waitFor(async () => {
      const { json } = await get(secret, "/api/v2/rejections");
      expect(JSON.stringify(json)).toContain('"suppressed"');
    });
  });

  it("also in an isolate that has not heard of it yet", async () => {
    const { secret, workspaceId } = await createTestKey();
    // The key is known from before, and with it that nobody is suppressed.
    await send({ secret, kind: "crm", body: crmBody() });
    const app = createApp(createIsolate());
    const init = {
      method: "POST",
      headers: { api_key: secret },
      body: JSON.stringify(emailBody({ to: [ZOLTANA] })),
    };
    const path = "http://touchlog/api/v2/analytics/webhook/receive/generic/emails";
    const first = await app.request(
      path,
      { ...init, body: JSON.stringify(emailBody()) },
      env,
      createExecutionContext(),
    );
    expect(first.status).toBe(200);
    await erase(secret);
    const refused = await app.request(path, init, env, createExecutionContext());
    expect(refused.status).toBe(403);
    expect(await tracesOf(workspaceId)).toEqual([]);
  });

  it("is not undone by a consumer that was held between load and write", async () => {
    const { secret, workspaceId } = await createTestKey();
    const { id } = await send({
      secret,
      body: emailBody({ to: [ZOLTANA, BOB] }),
      env: silentQueue,
    });
    const held = Promise.withResolvers<void>();
    let isHolding = false;
    const DB = faultyD1(env.DB, async ({ sql }): Promise<Fault> => {
      if (!sql.startsWith("INSERT INTO messages")) return "none";
      isHolding = true;
      await held.promise;
      return "none";
    });
    const delivery = deliver([{ workspaceId, id, run: 1 }], { DB });
    await vi.waitFor(() => expect(isHolding).toBe(true));
    await erase(secret);
    held.resolve();
    await delivery;
    await vi.waitFor(
      async () => expect(await readEvents(workspaceId)).toMatchObject([{ status: "processed", run: 2 }]),
      { timeout: 20_000, interval: 200 },
    );
    expect(await traces()).toEqual([]);
    expect(await countRows("messages", workspaceId)).toBe(1);
  });

  it("without suppressing lets the person come again, under the same name when erased again", async () => {
    const { secret, workspaceId } = await createTestKey();
    const body = emailBody({ to: [ZOLTANA, BOB] });
    const { id } = await send({ secret, body, env: silentQueue });
    expect(await erase(secret, { suppress: false })).toMatchObject({ suppressed: false, redactedEvents: 1 });
    // The same content as before: nothing is kept of it.
    expect(await send({ secret, body, env: silentQueue })).toMatchObject({
      duplicate: true,
      conflict: false,
    });
    expect(await tracesOf(workspaceId)).toEqual([]);
    const another = await send({ secret, body: { ...body, eventId: "2" }, env: silentQueue });
    expect(another).toMatchObject({ status: 200 });
    expect(await erase(secret)).toMatchObject({ replacedBy: TOKEN, redactedEvents: 1 });
    // Not to suppress takes nothing back.
    expect(await erase(secret, { suppress: false })).toMatchObject({ suppressed: true });
    expect(await find(secret, id)).toMatchObject({ event: { to: [{ email: TOKEN }, BOB] } });
    expect(await tracesOf(workspaceId)).toEqual([]);
  });

  it("can be taken back for events to come", async () => {
    const { secret } = await createTestKey();
    await erase(secret);
    const body = emailBody({ to: [ZOLTANA] });
    expect((await post(secret, "emails", body)).status).toBe(403);
    const allowed = await order(secret, "/api/v2/subjects/allow", { email: EMAIL });
    expect(allowed.json["data"]).toEqual({ wasSuppressed: true });
    const again = await order(secret, "/api/v2/subjects/allow", { email: EMAIL });
    expect(again.json["data"]).toEqual({ wasSuppressed: false });
    expect((await post(secret, "emails", body)).status).toBe(200);
    await erase(secret);
  });

  it("numbers people apart, and erases two from one event", async () => {
    const { secret } = await createTestKey();
    const { id } = await send({
      secret,
      body: emailBody({ to: [ZOLTANA, BOB, { email: "eve@other.example" }] }),
      env: silentQueue,
    });
    await erase(secret);
    expect(await order(secret, ERASE, { email: BOB.email })).toMatchObject({
      json: { data: { replacedBy: "erased-2" } },
    });
    expect(await find(secret, id)).toMatchObject({
      event: { to: [{ email: "erased-1" }, { email: "erased-2" }, { email: "eve@other.example" }] },
    });
  });

  it("goes on with the cron trigger where it was cut short", async () => {
    const { secret, workspaceId } = await createTestKey();
    await send({ secret, body: emailBody({ to: [ZOLTANA, BOB] }), env: silentQueue });
    await send({ secret, body: emailBody({ to: [ZOLTANA], eventId: "2" }), env: silentQueue });
    await env.DB.prepare(
      `INSERT INTO erasures (id, workspace_id, hash, number, created_at, address, names, phase, cursor_at, cursor_seq)
       VALUES (?1, ?2, 'h', 1, 1, ?3, '[]', 'names', -9007199254740991, 0)`,
    )
      .bind(`ers_${workspaceId}`, workspaceId, ADDRESS)
      .run();
    const outbox = { db: env.DB, queue: env.QUEUE };
    let steps = 1;
    await continueErasures(outbox, workspaceId, () => steps-- > 0, 5);
    const path = `${ERASE}/status?erasureOId=ers_${workspaceId}`;
    expect((await get(secret, path)).json["data"]).toMatchObject({ state: "RUNNING", deletedEvents: 0 });
    await continueErasures(outbox, null, () => true, 6);
    expect((await get(secret, path)).json["data"]).toMatchObject({
      state: "COMPLETED",
      deletedEvents: 1,
      redactedEvents: 1,
    });
    expect(await tracesOf(workspaceId)).toEqual([]);
  });

  it("counts once what was removed by a step whose answer was lost", async () => {
    const { secret, workspaceId } = await createTestKey();
    await send({ secret, body: emailBody({ to: [ZOLTANA, BOB] }), env: silentQueue });
    await send({ secret, body: emailBody({ to: [ZOLTANA], eventId: "2" }), env: silentQueue });
    let lost = 0;
    const DB = faultyD1(env.DB, ({ sql }) =>
      sql.startsWith("UPDATE events SET body") && lost++ === 0 ? "after" : "none",
    );
    const answer = await order(secret, ERASE, { email: EMAIL }, { DB });
    expect(answer.json["data"]).toMatchObject({ state: "COMPLETED", deletedEvents: 1, redactedEvents: 1 });
    expect(lost).toBeGreaterThan(1);
    expect(await readEvents(workspaceId)).toMatchObject([{ run: 2 }]);
    expect(await tracesOf(workspaceId)).toEqual([]);
  });

  it("promise 7: touches and tells nothing of another workspace", async () => {
    const ours = await createTestKey();
    const theirs = await createTestKey();
    await send({ secret: theirs.secret, body: emailBody({ to: [ZOLTANA] }), env: silentQueue });
    const receipt = await erase(ours.secret);
    expect(receipt).toMatchObject({ deletedEvents: 0, redactedEvents: 0 });
    const path = `${ERASE}/status?erasureOId=${receipt.erasureOId}`;
    expect((await get(ours.secret, path)).status).toBe(200);
    expect((await get(theirs.secret, path)).status).toBe(404);
    expect(await readEvents(theirs.workspaceId)).toHaveLength(1);
    expect((await post(theirs.secret, "emails", emailBody({ to: [ZOLTANA], eventId: "2" }))).status).toBe(
      200,
    );
    await erase(theirs.secret);
  });

  it.each([
    ["no address", {}, "email"],
    ["something else", { email: "nobody" }, "email"],
    ["an unknown field", { email: EMAIL, supress: false }, "supress"],
    ["somebody who was erased already", { email: TOKEN }, "email"],
  ])("is refused with %s", async (_case, wanted, path) => {
    const { secret } = await createTestKey();
    const { status, json } = await order(secret, ERASE, wanted);
    expect({ status, code: json["code"] }).toEqual({ status: 400, code: "invalid_request" });
    expect(json["errors"]).toMatchObject([{ path }]);
  });

  it("can't be done, and nothing else is harmed, in a deployment without a secret", async () => {
    const { secret } = await createTestKey();
    const bindings = { SECRET: "" };
    expect((await order(secret, ERASE, { email: EMAIL }, bindings)).status).toBe(503);
    expect((await send({ secret, kind: "crm", body: crmBody(), env: bindings })).status).toBe(200);
  });
});

const EXPORT = "/api/v2/subjects/export";

describe("what is known of a person", () => {
  it("is told whole: events with results, conflicts, refused bodies, and of nobody else", async () => {
    const { secret, workspaceId } = await createTestKey();
    const { id } = await send({ secret, body: emailBody({ to: [ZOLTANA], eventId: "1" }), env: silentQueue });
    await send({
      secret,
      body: emailBody({ to: [ZOLTANA], eventId: "1", subject: "Other" }),
      env: silentQueue,
    });
    await deliver([{ workspaceId, id, run: 1 }]);
    await send({ secret, body: emailBody({ to: [BOB] }), env: silentQueue });
    await send({
      secret,
      kind: "calls",
      body: callBody({ participants: [NAME, BOB, "Sarah"] }),
      env: silentQueue,
    });
    await post(secret, "emails", { ...emailBody({ to: [ZOLTANA] }), subject: 5 });
    const response = await exports.default.fetch(
      `http://touchlog${EXPORT}?email=${encodeURIComponent(EMAIL)}`,
      { headers: { api_key: secret } },
    );
    const lines = (await response.text())
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    // A call that has the name only is told of too, as erasing would find it.
    expect(lines).toMatchObject([
      { record: "event", oId: id, results: { message: { to: ADDRESS } } },
      { record: "event", type: "calls" },
      { record: "conflict", oId: id, body: expect.stringContaining("Other") },
      { record: "rejection", rejectionOId: expect.stringMatching(/^rej_/), type: "emails" },
    ]);
    expect(lines).toHaveLength(4);
    await erase(secret);
  });

  it("is asked for by an address", async () => {
    const { secret } = await createTestKey();
    const { status, json } = await get(secret, EXPORT);
    expect(status).toBe(400);
    expect(json["errors"]).toMatchObject([{ path: "email", code: "missing" }]);
  });
});
