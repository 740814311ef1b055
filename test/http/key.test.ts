import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

import { SCOPES, type Scope, toApiKey } from "../../src/domain/api-key.ts";
import { revokeApiKey } from "../../src/storage/api-keys.ts";
import { emailBody } from "../bodies.ts";
import { type Answer, get, post, RECEIVE, refusal, request } from "../request.ts";
import { createTestKey } from "../workspace.ts";

const UNKNOWN = toApiKey(new Uint8Array(32).fill(1));
const DAY_MS = 24 * 60 * 60 * 1000;

function send(headers: Readonly<Record<string, string>>, query = ""): Promise<Answer> {
  return request(`${RECEIVE}/emails${query}`, { method: "POST", headers, body: JSON.stringify(emailBody()) });
}

describe("a key", () => {
  it.each([
    ["the header api_key", (key: string) => send({ api_key: key })],
    ["the header API_KEY", (key: string) => send({ API_KEY: key })],
    ["the header x-api-key", (key: string) => send({ "x-api-key": key })],
    ["a bearer token", (key: string) => send({ authorization: `Bearer ${key}` })],
    ["a bearer token in lower case", (key: string) => send({ authorization: `bearer  ${key} ` })],
    ["the query parameter api_key", (key: string) => send({}, `?api_key=${key}`)],
    ["the query parameter among others", (key: string) => send({}, `?a=1&api_key=${key}&b=2`)],
    ["the query parameter between spaces", (key: string) => send({}, `?api_key=%20${key}%20`)],
    ["the query parameter twice", (key: string) => send({}, `?api_key=${key}&api_key=${key}`)],
    ["the query parameter beside a blank header", (key: string) => send({ api_key: " " }, `?api_key=${key}`)],
    [
      "the query parameter beside another scheme",
      (key: string) => send({ authorization: "Basic eDp5" }, `?api_key=${key}`),
    ],
  ])("may come as %s", async (_form, sendWith) => {
    const { secret } = await createTestKey();
    expect(await sendWith(secret)).toMatchObject({ status: 200, json: { received: true } });
  });

  it.each(["api_key", "x-api-key"])("in the header %s beats one in the query", async (name) => {
    const { secret } = await createTestKey({ provider: "HEADER" });
    const other = await createTestKey({ provider: "QUERY" });
    expect(await send({ [name]: secret }, `?api_key=${other.secret}`)).toMatchObject({
      status: 200,
      json: { connection: { providerName: "HEADER" } },
    });
    expect(await send({ [name]: UNKNOWN }, `?api_key=${other.secret}`)).toMatchObject({ status: 401 });
  });

  it("in the header api_key beats one in any other", async () => {
    const { secret } = await createTestKey();
    const headers = { api_key: secret, "x-api-key": UNKNOWN, authorization: `Bearer ${UNKNOWN}` };
    expect(await send(headers)).toMatchObject({ status: 200 });
  });
});

describe("a request without a usable key", () => {
  const WAYS = /header api_key.*query parameter api_key/;

  it("is refused when it has none", async () => {
    for (const query of ["", "?api_key=", "?api_key", "?apikey=tl_demo"]) {
      const answer = await send({}, query);
      expect(answer.status).toBe(401);
      expect(answer.json).toEqual(refusal(answer, "missing_api_key"));
      expect(answer.json["message"]).toMatch(WAYS);
    }
  });

  it.each([
    ["nobody has it", UNKNOWN],
    ["it is cut", UNKNOWN.slice(0, -1)],
    ["it is of another make", "sk_live_123"],
    ["it is short and nobody's", "tl_nobodyhasthis"],
    ["it is very long", "x".repeat(8_000)],
    ["it is not in ASCII", "tl_\u00e9"],
  ])("is refused when %s", async (_case, key) => {
    const answer = await send({}, `?api_key=${encodeURIComponent(key)}`);
    expect(answer.status).toBe(401);
    expect(answer.json).toEqual(refusal(answer, "unknown_api_key"));
    expect(answer.json["message"]).toMatch(WAYS);
    expect(answer.text).not.toContain(key);
  });

  it("is refused when the key was revoked", async () => {
    const { secret, key, workspaceId } = await createTestKey();
    await revokeApiKey(env.DB, workspaceId, key.id, Date.UTC(2024, 1, 3));
    const answer = await send({ api_key: secret });
    expect(answer.status).toBe(401);
    expect(answer.json).toEqual(refusal(answer, "revoked_api_key"));
    expect(answer.json["message"]).toMatch(/2024-02-03/);
    expect(answer.json["message"]).toMatch(WAYS);
  });

  it("is refused when the key has expired", async () => {
    const { secret } = await createTestKey({ expiresAt: Date.UTC(2024, 1, 3) });
    const answer = await send({ api_key: secret });
    expect(answer.status).toBe(401);
    expect(answer.json).toEqual(refusal(answer, "expired_api_key"));
    expect(answer.json["message"]).toMatch(/2024-02-03/);
    expect(answer.json["message"]).toMatch(WAYS);
  });

  it("is served while the key has not expired yet", async () => {
    const { secret } = await createTestKey({ expiresAt: Date.now() + DAY_MS });
    expect(await send({ api_key: secret })).toMatchObject({ status: 200 });
  });

  it("is refused before its body is looked at", async () => {
    expect(await post(UNKNOWN, "emails", "{not json")).toMatchObject({ status: 401 });
  });
});

describe("a key that may not come in a URL", () => {
  it("is refused there, with how to send it, whatever is asked for", async () => {
    const { secret } = await createTestKey({ allowsQuery: false });
    const query = `?api_key=${secret}`;
    const answers = [
      await send({}, query),
      await send({ api_key: " " }, query),
      await request(`/api/v2/api-key/validate${query}`),
      await request(`/api/v2/event/list${query}&startDate=2024-01-01`),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(401);
      expect(answer.json).toEqual(refusal(answer, "api_key_in_query"));
      expect(answer.json["message"]).toMatch(/header api_key.*x-api-key.*Authorization: Bearer/);
      expect(answer.text).not.toContain(secret);
    }
  });

  it.each([
    ["api_key", ""],
    ["x-api-key", ""],
    ["authorization", "Bearer "],
  ])("is served in the header %s, also when it stands in the URL too", async (name, scheme) => {
    const { secret } = await createTestKey({ allowsQuery: false });
    const headers = { [name]: `${scheme}${secret}` };
    expect(await send(headers)).toMatchObject({ status: 200 });
    expect(await send(headers, `?api_key=${secret}`)).toMatchObject({ status: 200 });
  });

  it("is told of its revocation or end first: no other place would help", async () => {
    const revoked = await createTestKey({ allowsQuery: false });
    await revokeApiKey(env.DB, revoked.workspaceId, revoked.key.id, Date.now());
    const expired = await createTestKey({ allowsQuery: false, expiresAt: 1 });
    expect((await send({}, `?api_key=${revoked.secret}`)).json["code"]).toBe("revoked_api_key");
    expect((await send({}, `?api_key=${expired.secret}`)).json["code"]).toBe("expired_api_key");
  });

  it("shows no details of the health check there", async () => {
    const { secret } = await createTestKey({ allowsQuery: false });
    expect((await request(`/readyz?api_key=${secret}`)).json).not.toHaveProperty("causes");
    expect((await request("/readyz", { headers: { api_key: secret } })).json).toHaveProperty("causes");
  });
});

describe("a scope", () => {
  const READ_PATHS = ["/api/v2/event/list?startDate=2024-01-01", "/api/v2/event/get?eventOId=evt_1"];

  it.each([["read"], ["admin"], ["read", "admin"]] satisfies Scope[][])(
    "of %s does not allow to send",
    async (...scopes) => {
      const { secret } = await createTestKey({ scopes });
      const answer = await send({ api_key: secret });
      expect(answer.status).toBe(403);
      expect(answer.json).toEqual(refusal(answer, "insufficient_scope"));
      expect(answer.json["message"]).toContain("ingest");
    },
  );

  it.each(READ_PATHS)("of ingest does not allow to read %s", async (path) => {
    const { secret } = await createTestKey({ scopes: ["ingest", "admin"] });
    const answer = await get(secret, path);
    expect(answer.status).toBe(403);
    expect(answer.json).toEqual(refusal(answer, "insufficient_scope"));
    expect(answer.json["message"]).toContain("read");
  });

  it("of ingest is all that sending needs", async () => {
    const { secret } = await createTestKey({ scopes: ["ingest"] });
    expect(await send({ api_key: secret })).toMatchObject({ status: 200 });
  });

  it("is not needed to ask whether a key is good", async () => {
    for (const scope of SCOPES) {
      const { secret } = await createTestKey({ scopes: [scope] });
      expect(await get(secret, "/api/v2/api-key/validate")).toMatchObject({ status: 200 });
    }
  });
});

describe("the key itself", () => {
  const event = JSON.stringify(emailBody());

  it.each([
    ["an event that is accepted", "POST", `${RECEIVE}/emails?api_key=KEY`, event],
    ["one that is refused", "POST", `${RECEIVE}/emails?api_key=KEY`, "{}"],
    ["a body that is no JSON", "POST", `${RECEIVE}/emails?api_key=KEY`, "x"],
    ["a kind that is not known", "POST", `${RECEIVE}/letters?api_key=KEY`, event],
    ["a ? that was forgotten", "POST", `${RECEIVE}/emails&api_key=KEY`, event],
    ["a ? that was forgotten elsewhere", "GET", "/api/v2/event/list&api_key=KEY", null],
    ["the key as the kind", "POST", `${RECEIVE}/KEY`, event],
    ["the key in the middle of the path", "POST", `${RECEIVE}/KEY/emails`, event],
    ["the key in the middle of the path of a GET", "GET", `${RECEIVE}/KEY/emails`, null],
    ["a GET", "GET", `${RECEIVE}/emails?api_key=KEY`, null],
    ["a path that there is not", "GET", "/nowhere?api_key=KEY", null],
    ["a list", "GET", "/api/v2/event/list?startDate=2024-01-01&api_key=KEY", null],
    ["a list without a date", "GET", "/api/v2/event/list?api_key=KEY", null],
    ["an event that there is not", "GET", "/api/v2/event/get?eventOId=KEY&api_key=KEY", null],
    ["its validation", "GET", "/api/v2/api-key/validate?api_key=KEY", null],
    ["the health check", "GET", "/readyz?api_key=KEY", null],
  ])("is not in the answer to %s", async (_case, method, path, body) => {
    const { secret } = await createTestKey();
    const answer = await request(path.replaceAll("KEY", secret), { method, body });
    expect(answer.text).not.toContain(secret);
    expect(JSON.stringify([...answer.headers])).not.toContain(secret);
    expect(answer.status).toBeLessThan(500);
  });
});
