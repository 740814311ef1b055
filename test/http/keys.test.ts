import { env } from "cloudflare:workers";
import * as v from "valibot";
import { describe, expect, it } from "vitest";

import { isPlausibleApiKey } from "../../src/domain/api-key.ts";
import { emailBody } from "../bodies.ts";
import { faultyD1, onNth } from "../faults.ts";
import { get, ISO_TIME, metadataOf, post, request } from "../request.ts";
import { order } from "../order.ts";
import { createTestKey } from "../workspace.ts";

const KEYS = "/api/v2/keys";
const DAY_MS = 24 * 60 * 60 * 1000;

const listSchema = v.object({ data: v.object({ keys: v.array(v.looseObject({ keyOId: v.string() })) }) });

const createdSchema = v.object({
  data: v.object({ apiKey: v.string(), key: v.looseObject({ keyOId: v.string() }) }),
});

async function list(secret: string) {
  return v.parse(listSchema, (await get(secret, KEYS)).json).data.keys;
}

async function create(secret: string, body: Readonly<Record<string, unknown>> = {}) {
  const answer = await order(secret, KEYS, { providerName: "N8N", scopes: ["ingest"], ...body });
  return v.parse(createdSchema, answer.json).data;
}

const sent = (secret: string) => post(secret, "emails", emailBody());

const strictSchema = v.object({
  data: v.object({ apiKey: v.string(), key: v.object({ keyOId: v.string() }) }),
});

describe("a key that an admin makes", () => {
  it("is shown once, in an answer that nobody may keep, and works at once", async () => {
    const admin = await createTestKey({ scopes: ["admin"] });
    const answer = await order(admin.secret, KEYS, {
      label: " campaign mails ",
      providerName: "clay",
      scopes: ["ingest", "read", "ingest"],
      expiresAt: "2099-01-31",
      allowQuery: false,
    });
    const { apiKey } = v.parse(createdSchema, answer.json).data;
    expect(isPlausibleApiKey(apiKey)).toBe(true);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.json).toEqual({
      _metadata: metadataOf(answer, "Key created: keep it now, it can't be shown again"),
      data: {
        apiKey,
        key: {
          keyOId: expect.stringMatching(/^key_[0-9a-f]{24}$/),
          keyPrefix: apiKey.slice(0, 9),
          label: "campaign mails",
          providerName: "CLAY",
          scopes: ["ingest", "read"],
          allowQuery: false,
          strict: false,
          status: "active",
          createdAt: ISO_TIME,
          lastUsedAt: null,
          expiresAt: "2099-02-01T00:00:00.000Z",
          revokedAt: null,
          replacedByOId: null,
        },
      },
    });
    expect(await sent(apiKey)).toMatchObject({ status: 200, json: { connection: { providerName: "CLAY" } } });
    const listing = await get(admin.secret, KEYS);
    expect(listing.json).toMatchObject({
      data: { keys: [{ keyOId: admin.key.id }, { label: "campaign mails" }] },
    });
    expect(listing.text).not.toContain(apiKey);
  });

  it("may be strict with what comes with it, and be made lenient again", async () => {
    const admin = await createTestKey({ scopes: ["admin"] });
    const wanted = { providerName: "N8N", scopes: ["ingest"], strict: true };
    const made = await order(admin.secret, KEYS, wanted);
    expect(made.json).toMatchObject({ data: { key: { strict: true } } });
    const { apiKey, key } = v.parse(strictSchema, made.json).data;
    const body = { ...emailBody(), to: "john@prospect.com" };
    expect((await post(apiKey, "emails", body)).status).toBe(400);
    const updated = await order(admin.secret, `${KEYS}/update`, { keyOId: key.keyOId, strict: false });
    expect(updated.json).toMatchObject({ data: { key: { strict: false, allowQuery: true } } });
    expect((await post(apiKey, "emails", body)).status).toBe(200);
    const rotated = await order(admin.secret, `${KEYS}/rotate`, { keyOId: key.keyOId, graceDays: 1 });
    expect(rotated.json).toMatchObject({ data: { key: { strict: false } } });
  });

  it("has its provider for a label, no end, and may come in a query, unless it is said", async () => {
    const { secret } = await createTestKey();
    for (const blank of [{}, { label: null, expiresAt: null }]) {
      const { key } = await create(secret, blank);
      expect(key).toMatchObject({ label: "N8N", expiresAt: null, allowQuery: true });
    }
  });

  it("is one key, also when D1 commits and then throws", async () => {
    const { secret } = await createTestKey();
    const DB = faultyD1(env.DB, onNth("INSERT INTO api_keys", 1, "after"));
    const { json } = await order(secret, KEYS, { providerName: "N8N", scopes: ["ingest"] }, { DB });
    const { apiKey, key } = v.parse(createdSchema, json).data;
    expect((await list(secret)).map(({ keyOId }) => keyOId)).toContain(key.keyOId);
    expect(await list(secret)).toHaveLength(2);
    expect(await sent(apiKey)).toMatchObject({ status: 200 });
  });

  it.each([
    [
      { providerName: "N 8N" },
      "providerName",
      'providerName "N 8N" is not one word of letters, digits, - and _',
    ],
    [{ providerName: undefined }, "providerName", "providerName is missing"],
    [{ label: " " }, "label", 'label " " is not one line of 1 to 100 characters'],
    [{ label: "two\nlines" }, "label", "is not one line of 1 to 100 characters"],
    [{ label: "x".repeat(101) }, "label", "is not one line of 1 to 100 characters"],
    [{ scopes: [] }, "scopes", "scopes is empty"],
    [{ scopes: ["ingest", "write"] }, "scopes[1]", 'scopes[1] "write" is not one of the known values'],
    [
      { scopes: "ingest" },
      "scopes",
      'scopes must be a list of one or more of ingest, read, admin, not "ingest"',
    ],
    [{ expiresAt: "2020-01-01" }, "expiresAt", "is over already"],
    [{ expiresAt: "90d" }, "expiresAt", 'expiresAt "90d" is not an ISO 8601 date or time'],
    [{ allowQuery: "no" }, "allowQuery", 'allowQuery must be boolean, not "no"'],
    [
      { allow_query: false },
      "allow_query",
      'the field "allow_query" is not known here: expected one of label',
    ],
  ])("is refused with %j, naming the field", async (wrong, path, message) => {
    const { secret } = await createTestKey();
    const { status, json } = await order(secret, KEYS, { providerName: "N8N", scopes: ["ingest"], ...wrong });
    expect({ status, code: json["code"] }).toEqual({ status: 400, code: "invalid_request" });
    expect(json["errors"]).toMatchObject([{ path }]);
    expect(json["message"]).toContain(message);
    expect(await list(secret)).toHaveLength(1);
  });
});

describe("a key that is rotated", () => {
  it("gives way to one like it, and works on for the grace period", async () => {
    const { secret } = await createTestKey();
    const old = await create(secret, { label: "mails", scopes: ["ingest", "read"], allowQuery: false });
    const answer = await order(secret, `${KEYS}/rotate`, { keyOId: old.key.keyOId, graceDays: 7 });
    const { apiKey, key } = v.parse(createdSchema, answer.json).data;
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(key).toMatchObject({
      label: "mails",
      providerName: "N8N",
      scopes: ["ingest", "read"],
      allowQuery: false,
      expiresAt: null,
    });
    const { data } = v.parse(
      v.object({ data: v.object({ replaced: v.looseObject({ expiresAt: v.string() }) }) }),
      answer.json,
    );
    const { replaced } = data;
    expect(replaced).toMatchObject({ keyOId: old.key.keyOId, status: "active", replacedByOId: key.keyOId });
    const graceMs = Date.parse(replaced.expiresAt) - Date.now();
    expect(graceMs).toBeLessThanOrEqual(7 * DAY_MS);
    expect(graceMs).toBeGreaterThan(7 * DAY_MS - 60_000);
    expect(await list(secret)).toEqual([expect.anything(), replaced, key]);
    expect([await sent(apiKey), await sent(old.apiKey)]).toMatchObject([{ status: 200 }, { status: 200 }]);
  });

  it("ends at once without a grace period, also in the isolate that knows it", async () => {
    const { secret } = await createTestKey();
    const old = await create(secret);
    expect(await sent(old.apiKey)).toMatchObject({ status: 200 });
    await order(secret, `${KEYS}/rotate`, { keyOId: old.key.keyOId, graceDays: 0 });
    expect((await sent(old.apiKey)).json["code"]).toBe("expired_api_key");
  });

  it("may be the one that asks", async () => {
    const { secret, key } = await createTestKey({ scopes: ["admin"] });
    const answer = await order(secret, `${KEYS}/rotate`, { keyOId: key.id, graceDays: 0 });
    const { apiKey } = v.parse(createdSchema, answer.json).data;
    expect(await list(apiKey)).toHaveLength(2);
  });

  it("gives its successor as long a life as it had, and never an end later than its own grace", async () => {
    const { secret, workspaceId } = await createTestKey();
    const old = await createTestKey({ workspaceId, expiresAt: Date.now() + DAY_MS });
    const { json } = await order(secret, `${KEYS}/rotate`, { keyOId: old.key.id, graceDays: 30 });
    const { data } = v.parse(
      v.object({
        data: v.object({
          key: v.looseObject({ createdAt: v.string(), expiresAt: v.string() }),
          replaced: v.looseObject({ expiresAt: v.string() }),
        }),
      }),
      json,
    );
    const lifeMs = Date.parse(data.key.expiresAt) - Date.parse(data.key.createdAt);
    expect(lifeMs).toBe((old.key.expiresAt ?? 0) - old.key.createdAt);
    expect(Date.parse(data.replaced.expiresAt)).toBe(old.key.expiresAt);
  });

  it("is rotated once, however many ask at the same moment", async () => {
    const { secret, key } = await createTestKey();
    const asked = Array.from({ length: 5 }, () =>
      order(secret, `${KEYS}/rotate`, { keyOId: key.id, graceDays: 1 }),
    );
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 400, 400, 400, 400]);
    expect(await list(secret)).toHaveLength(2);
  });

  it("is rotated once, also when D1 commits and then throws", async () => {
    const { secret, key } = await createTestKey();
    const DB = faultyD1(env.DB, onNth("UPDATE api_keys SET expires_at", 1, "after"));
    const answer = await order(secret, `${KEYS}/rotate`, { keyOId: key.id, graceDays: 1 }, { DB });
    expect(answer.status).toBe(200);
    const { apiKey } = v.parse(createdSchema, answer.json).data;
    expect(await list(apiKey)).toHaveLength(2);
  });

  it.each([
    ["a key that is over", "over", /^keyOId "key_\w+" expired on 1970-01-01: create a new key$/],
    ["a revoked one", "revoked", /^keyOId "key_\w+" was revoked on 20\d\d-\d\d-\d\d: create a new key$/],
    [
      "a rotated one",
      "rotated",
      /^keyOId "key_\w+" was rotated before: rotate key_\w+, which took its place$/,
    ],
  ] as const)("is refused for %s, with what to do", async (_case, state, message) => {
    const { secret, workspaceId, key: asking } = await createTestKey();
    const { key } = await createTestKey({ workspaceId, expiresAt: state === "over" ? 1 : null });
    if (state === "revoked") await order(secret, `${KEYS}/revoke`, { keyOId: key.id });
    if (state === "rotated") await order(secret, `${KEYS}/rotate`, { keyOId: key.id, graceDays: 1 });
    const others = async () => (await list(secret)).filter(({ keyOId }) => keyOId !== asking.id);
    const before = await others();
    const { status, json } = await order(secret, `${KEYS}/rotate`, { keyOId: key.id, graceDays: 1 });
    expect({ status, code: json["code"] }).toEqual({ status: 400, code: "invalid_request" });
    expect(json["errors"]).toMatchObject([{ path: "keyOId" }]);
    expect(json["message"]).toMatch(message);
    expect(await others()).toEqual(before);
  });

  it.each([
    [{ graceDays: 31 }, "graceDays"],
    [{ graceDays: -1 }, "graceDays"],
    [{ graceDays: "7" }, "graceDays"],
    [{ graceDays: undefined }, "graceDays"],
    [{ keyOId: undefined }, "keyOId"],
    [{ grace: 7 }, "grace"],
  ])("is refused with %j, naming the field", async (wrong, path) => {
    const { secret, key } = await createTestKey();
    const { status, json } = await order(secret, `${KEYS}/rotate`, {
      keyOId: key.id,
      graceDays: 1,
      ...wrong,
    });
    expect({ status, code: json["code"] }).toEqual({ status: 400, code: "invalid_request" });
    expect(json["errors"]).toMatchObject([{ path }]);
  });
});

describe("a key that is revoked", () => {
  it("is refused at once by the isolate that revoked it", async () => {
    const { secret } = await createTestKey();
    const other = await create(secret);
    expect(await sent(other.apiKey)).toMatchObject({ status: 200 });
    const answer = await order(secret, `${KEYS}/revoke`, { keyOId: other.key.keyOId });
    expect(answer).toMatchObject({
      status: 200,
      json: {
        _metadata: { message: "Key revoked" },
        data: { key: { keyOId: other.key.keyOId, status: "revoked", revokedAt: ISO_TIME } },
      },
    });
    expect((await sent(other.apiKey)).json["code"]).toBe("revoked_api_key");
  });

  it("keeps the time of its first revocation, and says that it was revoked before", async () => {
    const { secret } = await createTestKey();
    const { key } = await create(secret);
    const first = await order(secret, `${KEYS}/revoke`, { keyOId: key.keyOId });
    const second = await order(secret, `${KEYS}/revoke`, { keyOId: key.keyOId });
    expect(second.status).toBe(200);
    expect(second.json["data"]).toEqual(first.json["data"]);
    expect(second.json).toMatchObject({ _metadata: { message: "Key was revoked before" } });
  });

  it("is never the one that asks", async () => {
    const { secret, key } = await createTestKey();
    const { status, json } = await order(secret, `${KEYS}/revoke`, { keyOId: key.id });
    expect({ status, code: json["code"] }).toEqual({ status: 400, code: "invalid_request" });
    expect(json["message"]).toMatch(/is the key of this very request: revoke it with another admin key/);
    expect(await get(secret, KEYS)).toMatchObject({ status: 200 });
  });
});

describe("a key that is updated", () => {
  it("gets another label, and the rest stays", async () => {
    const { secret } = await createTestKey();
    const { key } = await create(secret, { allowQuery: false });
    const { json } = await order(secret, `${KEYS}/update`, { keyOId: key.keyOId, label: " new " });
    expect(json["data"]).toEqual({ key: { ...key, label: "new" } });
  });

  it.each([
    [{ label: "" }, "label"],
    [{ provider: "MAKE" }, "provider"],
    [{}, ""],
  ])("is refused with %j, naming the field", async (change, path) => {
    const { secret, key } = await createTestKey();
    const { status, json } = await order(secret, `${KEYS}/update`, { keyOId: key.id, ...change });
    expect({ status, code: json["code"] }).toEqual({ status: 400, code: "invalid_request" });
    expect(json["errors"]).toMatchObject([{ path }]);
  });

  it("is told apart in the query at once when that is forbidden, and again when it is allowed", async () => {
    const { secret } = await createTestKey();
    const { apiKey, key } = await create(secret);
    const inQuery = () => request(`/api/v2/api-key/validate?api_key=${apiKey}`);
    expect(await inQuery()).toMatchObject({ status: 200 });
    await order(secret, `${KEYS}/update`, { keyOId: key.keyOId, allowQuery: false });
    expect((await inQuery()).json["code"]).toBe("api_key_in_query");
    await order(secret, `${KEYS}/update`, { keyOId: key.keyOId, allowQuery: true });
    expect(await inQuery()).toMatchObject({ status: 200 });
  });
});

describe("promise 7: a workspace's keys are its own", () => {
  it("are in no other workspace's list", async () => {
    const [mine, other] = [await createTestKey(), await createTestKey()];
    expect((await list(mine.secret)).map(({ keyOId }) => keyOId)).toEqual([mine.key.id]);
    expect((await list(other.secret)).map(({ keyOId }) => keyOId)).toEqual([other.key.id]);
  });

  it.each([
    ["/rotate", { graceDays: 0 }],
    ["/revoke", {}],
    ["/update", { label: "taken" }],
  ] as const)("are not found by %s with another's key, like one that there is not", async (path, fields) => {
    const [mine, other] = [await createTestKey(), await createTestKey()];
    const foreign = await order(mine.secret, `${KEYS}${path}`, { keyOId: other.key.id, ...fields });
    const none = await order(mine.secret, `${KEYS}${path}`, { keyOId: "key_none", ...fields });
    for (const answer of [foreign, none]) {
      expect({ status: answer.status, code: answer.json["code"] }).toEqual({
        status: 404,
        code: "not_found",
      });
    }
    expect(foreign.json["message"]).toBe(none.json["message"]);
    expect(await list(other.secret)).toMatchObject([{ label: "test", revokedAt: null, expiresAt: null }]);
  });
});
