import { env } from "cloudflare:workers";
import * as v from "valibot";
import { describe, expect, it, vi } from "vitest";

import { emailBody } from "../bodies.ts";
import { faultyD1, overriding } from "../faults.ts";
import { get, ISO_TIME, post, request } from "../request.ts";
import { readEvents } from "../rows.ts";
import { send } from "../send.ts";
import { createTestKey } from "../workspace.ts";

const REJECTIONS = "/api/v2/rejections";

const listSchema = v.object({
  data: v.looseObject({
    rejections: v.array(v.looseObject({ rejectionOId: v.string() })),
    hasMore: v.boolean(),
    nextCursor: v.nullable(v.string()),
    counts: v.array(v.object({ keyOId: v.string(), code: v.string(), hour: v.string(), count: v.number() })),
  }),
});

async function list(secret: string, query = "") {
  return v.parse(listSchema, (await get(secret, `${REJECTIONS}${query}`)).json).data;
}

async function find(secret: string, id: unknown) {
  const { json } = await get(secret, `${REJECTIONS}/get?rejectionOId=${String(id)}`);
  return v.parse(v.object({ data: v.looseObject({}) }), json).data;
}

/** How often a code was counted, over all hours. */
async function countOf(secret: string, code: string): Promise<number> {
  const { counts } = await list(secret);
  return counts.filter((count) => count.code === code).reduce((sum, { count }) => sum + count, 0);
}

const faulty = (overrides = {}) => emailBody({ to: [{ email: "nobody" }], ...overrides });

describe("promise 8: nothing is refused silently: a refused body", () => {
  it("is kept before the answer, which names where it is", async () => {
    const { secret, key } = await createTestKey({ provider: "CLAY" });
    const answer = await post(secret, "emails", faulty());
    expect(await find(secret, answer.json["rejectionOId"])).toEqual({
      rejectionOId: answer.json["rejectionOId"],
      receivedAt: ISO_TIME,
      kind: "emails",
      status: 400,
      code: "invalid_event",
      message: answer.json["message"],
      keyOId: key.id,
      keyLabel: "test",
      providerName: "CLAY",
      bodyBytes: JSON.stringify(faulty()).length,
      replayable: true,
      replayedAt: null,
      eventOId: null,
      errors: answer.json["errors"],
      body: JSON.stringify(faulty()),
    });
  });

  it("is kept as the text that was sent, however broken", async () => {
    const { secret } = await createTestKey();
    const answer = await post(secret, "crm", '{"a": "b"c"}');
    expect(await find(secret, answer.json["rejectionOId"])).toMatchObject({
      code: "invalid_json",
      body: '{"a": "b"c"}',
    });
  });

  it("of more than 64 KiB is kept by its start, with its full size", async () => {
    const { secret } = await createTestKey();
    const body = `{"subject": "${"é".repeat(50_000)}"}`;
    const answer = await post(secret, "emails", body);
    const kept = await find(secret, answer.json["rejectionOId"]);
    expect(kept).toMatchObject({ bodyBytes: 100_000 + 15, replayable: false });
    expect(new TextEncoder().encode(String(kept["body"])).byteLength).toBeGreaterThan(65_530);
    expect(body.startsWith(String(kept["body"]))).toBe(true);
  });

  it.each([
    ["too large", 413, "payload_too_large", "x".repeat(1_500_000), {}, 1_500_000],
    ["multipart", 415, "unsupported_media_type", "--b--", { "content-type": "multipart/form-data" }, 5],
    ["of an unknown encoding", 415, "unsupported_media_type", "abc", { "content-encoding": "br" }, 3],
  ] as const)("that is %s is kept too", async (_case, status, code, body, headers, bodyBytes) => {
    const { secret } = await createTestKey();
    const answer = await post(secret, "emails", body, headers);
    const kept = await find(secret, answer.json["rejectionOId"]);
    expect(kept).toMatchObject({ status, code, bodyBytes });
    expect(kept["body"]).toBe(body.slice(0, 65_536));
  });

  it("is refused all the same, and soon, when D1 can't keep it", async () => {
    const { secret } = await createTestKey();
    await post(secret, "emails", faulty());
    const broken = faultyD1(env.DB, () => "before");
    const hanging = overriding(env.DB, { batch: () => new Promise<never>(() => {}) });
    for (const DB of [broken, hanging]) {
      expect(await send({ secret, body: faulty(), env: { DB } })).toMatchObject({
        status: 400,
        code: "invalid_event",
      });
    }
  });
});

describe("a broken sender", () => {
  it("has its bodies kept 20 a minute for each fault, and all its refusals counted", async () => {
    const { secret } = await createTestKey();
    const answers = [];
    for (let index = 0; index < 25; index++) {
      // Another place in the list is the same fault.
      const to = [...(index % 2 === 0 ? [] : [{ email: "ann@example.com" }]), { email: "nobody" }];
      answers.push(await post(secret, "emails", emailBody({ to })));
    }
    answers.push(await post(secret, "emails", "another fault"));
    expect(answers.filter(({ json }) => json["rejectionOId"] !== undefined)).toHaveLength(21);
    expect((await list(secret, "?limit=100")).rejections).toHaveLength(21);
    expect(await countOf(secret, "invalid_event")).toBe(25);
    expect(await countOf(secret, "invalid_json")).toBe(1);
  });

  it.each([
    ["expired_api_key", (secret: string) => post(secret, "emails", emailBody()), { expiresAt: 1 }],
    [
      "api_key_in_query",
      (secret: string) => get("", `/api/v2/api-key/validate?api_key=${secret}`),
      { allowsQuery: false },
    ],
    ["insufficient_scope", (secret: string) => post(secret, "emails", emailBody()), { scopes: ["read"] }],
    ["unknown_event_type", (secret: string) => post(secret, "letters", emailBody()), {}],
    [
      "method_not_allowed",
      (secret: string) => get(secret, "/api/v2/analytics/webhook/receive/generic/crm"),
      {},
    ],
  ] as const)("finds its %s counted in its workspace", async (code, attempt, options) => {
    const { secret, workspaceId } = await createTestKey(options);
    const reader = await createTestKey({ workspaceId });
    expect((await attempt(secret)).json["code"]).toBe(code);
    await vi.waitFor(async () => expect(await countOf(reader.secret, code)).toBe(1), { timeout: 5_000 });
  });
});

describe("the list of rejections", () => {
  it("is filtered and paged, the latest first", async () => {
    const { secret, key } = await createTestKey();
    const sent = [];
    for (const kind of ["emails", "crm", "emails", "emails"]) {
      sent.push((await post(secret, kind, "broken")).json["rejectionOId"]);
    }
    const first = await list(secret, `?kind=emails&code=invalid_json&keyOId=${key.id}&limit=2`);
    expect(first.rejections.map(({ rejectionOId }) => rejectionOId)).toEqual([sent[3], sent[2]]);
    expect(first.hasMore).toBe(true);
    const second = await list(secret, `?kind=emails&limit=2&cursor=${first.nextCursor}`);
    expect(second.rejections.map(({ rejectionOId }) => rejectionOId)).toEqual([sent[0]]);
    expect(second).toMatchObject({ hasMore: false, nextCursor: null });
    expect((await list(secret, "?code=payload_too_large")).rejections).toEqual([]);
    expect((await list(secret, "?endDate=2020-01-01&startDate=2019-01-01")).rejections).toEqual([]);
  });

  it("names what is wrong with a query", async () => {
    const { secret } = await createTestKey();
    const { status, json } = await get(secret, `${REJECTIONS}?kind=letters&limit=no`);
    expect({ status, code: json["code"] }).toEqual({ status: 400, code: "invalid_request" });
    expect(json["errors"]).toMatchObject([{ path: "kind" }, { path: "limit" }]);
  });
});

describe("promise 7: another workspace's rejections", () => {
  it("are not found, by id, by cursor or for sending again", async () => {
    const ours = await createTestKey();
    const theirs = await createTestKey();
    await post(theirs.secret, "emails", "broken");
    const { json } = await post(theirs.secret, "emails", "broken");
    const { nextCursor } = await list(theirs.secret, "?limit=1");
    const id = String(json["rejectionOId"]);
    expect((await get(ours.secret, `${REJECTIONS}/get?rejectionOId=${id}`)).status).toBe(404);
    expect((await get(ours.secret, `${REJECTIONS}?cursor=${nextCursor}`)).status).toBe(404);
    expect((await list(ours.secret)).rejections).toEqual([]);
    const answer = await replay(ours.secret, { rejectionOIds: [id] });
    expect(answer.json["data"]).toMatchObject({ results: [{ rejectionOId: id, outcome: "not_found" }] });
  });
});

function replay(secret: string, order: object) {
  return request(`${REJECTIONS}/replay`, {
    method: "POST",
    headers: { api_key: secret, "content-type": "application/json" },
    body: JSON.stringify(order),
  });
}

async function refuseOne(secret: string, body: unknown = faulty()): Promise<string> {
  return String((await post(secret, "emails", body)).json["rejectionOId"]);
}

describe("a rejection that is sent again", () => {
  it("with a mended body becomes an event of the connection that sent it, and says so", async () => {
    const sender = await createTestKey({ provider: "N8N", scopes: ["ingest"] });
    const admin = await createTestKey({ workspaceId: sender.workspaceId });
    const id = await refuseOne(sender.secret);
    const answer = await replay(admin.secret, { rejectionOIds: [id], body: emailBody() });
    const results: unknown = [
      { rejectionOId: id, outcome: "accepted", eventOId: expect.stringMatching(/^evt_/) },
    ];
    expect(answer.json["data"]).toEqual({ dryRun: false, results, remaining: 0 });
    const kept = await find(admin.secret, id);
    expect(kept["replayedAt"]).toEqual(ISO_TIME);
    const event = await get(admin.secret, `/api/v2/event/get?eventOId=${String(kept["eventOId"])}`);
    expect(event.json["data"]).toMatchObject({ providerName: "N8N", body: JSON.stringify(emailBody()) });
  });

  it("as it was is refused again, with the same faults", async () => {
    const { secret, workspaceId } = await createTestKey();
    const id = await refuseOne(secret);
    const { json } = await replay(secret, { rejectionOIds: [id] });
    expect(json["data"]).toMatchObject({
      results: [
        { rejectionOId: id, outcome: "refused", code: "invalid_event", errors: [{ path: "to[0].email" }] },
      ],
    });
    expect(await readEvents(workspaceId)).toEqual([]);
    expect((await list(secret, "?open=true")).rejections).toHaveLength(1);
  });

  it("is a duplicate when its event has come meanwhile", async () => {
    const { secret } = await createTestKey();
    const id = await refuseOne(secret);
    await post(secret, "emails", emailBody());
    const { json } = await replay(secret, { rejectionOIds: [id], body: JSON.stringify(emailBody()) });
    expect(json["data"]).toMatchObject({ results: [{ outcome: "duplicate", conflict: false }] });
    const differing = { rejectionOIds: [id], body: emailBody({ body: { text: "Something else" } }) };
    for (const dryRun of [true, false]) {
      expect((await replay(secret, { ...differing, dryRun })).json["data"]).toMatchObject({
        results: [{ outcome: "duplicate", conflict: true }],
      });
    }
  });

  it("in a dry run stores nothing and says what would happen", async () => {
    const { secret, workspaceId } = await createTestKey();
    const id = await refuseOne(secret);
    const { json } = await replay(secret, { rejectionOIds: [id], body: emailBody(), dryRun: true });
    expect(json["data"]).toMatchObject({ dryRun: true, results: [{ outcome: "accepted" }] });
    expect(await readEvents(workspaceId)).toEqual([]);
    expect(await find(secret, id)).toMatchObject({ replayedAt: null, eventOId: null });
  });

  it("can't be when its body was cut, unless a mended one comes with it", async () => {
    const { secret } = await createTestKey();
    const id = await refuseOne(secret, `{"subject": "${"x".repeat(70_000)}"}`);
    expect((await replay(secret, { rejectionOIds: [id] })).json["data"]).toMatchObject({
      results: [{ rejectionOId: id, outcome: "not_replayable" }],
    });
    expect((await replay(secret, { rejectionOIds: [id], body: emailBody() })).json["data"]).toMatchObject({
      results: [{ outcome: "accepted" }],
    });
  });

  it("can be named by a filter, the oldest first, and those sent again already are left out", async () => {
    const { secret } = await createTestKey();
    const ids = [await refuseOne(secret), await refuseOne(secret), await refuseOne(secret, "broken")];
    await replay(secret, { rejectionOIds: [ids[0]], body: emailBody() });
    const { json } = await replay(secret, { filter: { code: "invalid_event" }, dryRun: true });
    expect(json["data"]).toMatchObject({
      results: [{ rejectionOId: ids[1], outcome: "refused" }],
      remaining: 0,
    });
    expect((await replay(secret, { filter: {}, dryRun: true })).json["data"]).toMatchObject({
      results: [{ rejectionOId: ids[1] }, { rejectionOId: ids[2] }],
    });
  });

  it.each([
    ["nothing", {}, ""],
    ["both ids and a filter", { rejectionOIds: ["rej_1"], filter: {} }, ""],
    ["a body for two", { rejectionOIds: ["rej_1", "rej_2"], body: {} }, ""],
    ["no ids", { rejectionOIds: [] }, "rejectionOIds"],
    ["an unknown kind", { filter: { kind: "letters" } }, "filter.kind"],
    ["an unknown field", { filter: {}, dryrun: true }, "dryrun"],
    ["an unknown field of the filter", { filter: { from: "2026-11-01" } }, "filter.from"],
    ["a list", [], ""],
  ])("must be named: %s is refused", async (_case, order, path) => {
    const { secret } = await createTestKey();
    const { status, json } = await replay(secret, order);
    expect({ status, code: json["code"] }).toEqual({ status: 400, code: "invalid_request" });
    expect(json["errors"]).toMatchObject([{ path }]);
  });

  it("is told which fields there are when it has one that is not known", async () => {
    const { secret } = await createTestKey();
    const { json } = await replay(secret, { filter: { from: "2026-11-01" } });
    expect(json["message"]).toBe(
      'the field "filter.from" is not known here: expected one of startDate, endDate, code, kind, keyOId',
    );
  });

  it("needs the scope admin", async () => {
    const { secret } = await createTestKey({ scopes: ["ingest", "read"] });
    expect((await replay(secret, { filter: {} })).json["code"]).toBe("insufficient_scope");
  });
});
