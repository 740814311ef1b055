import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

import { writeSession } from "../../src/console/session.ts";
import { revokeKey, rotateKey } from "../../src/pipeline/keys.ts";
import { faultyD1 } from "../faults.ts";
import { createTestKey } from "../workspace.ts";
import { browse, ORIGIN, signIn } from "./browse.ts";

const HOUR_MS = 60 * 60 * 1000;
const SECRET = "secret of the tests";

function claimOf(cookie: string): string {
  return cookie.replace(/^[^=]*=/, "");
}

describe("signing in", () => {
  it.each([["read"], ["admin"]] as const)("works with a key that has the scope %s", async (scope) => {
    const { secret } = await createTestKey({ scopes: [scope] });
    const { status, location, headers } = await browse("/sign-in", { form: { key: ` ${secret} ` } });
    expect({ status, location }).toEqual({ status: 303, location: scope === "read" ? "/live" : "/keys" });
    expect(headers.get("set-cookie")).toMatch(
      /^touchlog_session=wrk_[\w.-]+~key_\w+~\d+~[0-9a-f]{64}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/,
    );
  });

  it("gives a cookie that holds no key, and that goes over https only but on this machine", async () => {
    const { secret } = await createTestKey();
    const { headers } = await browse("/sign-in", {
      form: { key: secret },
      origin: "https://touchlog.example",
    });
    expect(headers.get("set-cookie")).toMatch(/; SameSite=Strict; Secure$/);
    expect(headers.get("set-cookie")).not.toContain(secret.slice(3, 20));
  });

  it.each([
    ["a key that nobody has", "tl_nobody", {}],
    ["nothing", "", {}],
    ["what is no key", "<script>alert(1)</script>", {}],
    ["a key over http from another machine", "", { origin: "http://touchlog.example" }],
  ])("is refused with %s, without a cookie", async (_what, key, step) => {
    const { status, cookie, text } = await browse("/sign-in", { form: { key }, ...step });
    expect({ status, cookie }).toEqual({ status: 403, cookie: null });
    expect(text).toContain("Not signed in: ");
    expect(text).not.toContain("<script>alert");
  });

  it("is refused with a key that may only send", async () => {
    const { secret } = await createTestKey({ scopes: ["ingest"] });
    expect(await browse("/sign-in", { form: { key: secret } })).toMatchObject({ status: 403, cookie: null });
  });

  it.each([
    ["/events?q=a%20b", "/events?q=a%20b"],
    ["//evil.example/x", "/live"],
    ["/\\evil.example", "/live"],
    ["https://evil.example", "/live"],
    ["javascript:alert(1)", "/live"],
  ])("goes on to %s only when that is a page of this console", async (next, expected) => {
    const { secret } = await createTestKey();
    expect((await browse("/sign-in", { form: { key: secret, next } })).location).toBe(expected);
  });

  it("is not done for another site", async () => {
    const { secret } = await createTestKey();
    const headers = { "sec-fetch-site": "cross-site" };
    expect(await browse("/sign-in", { form: { key: secret }, headers })).toMatchObject({
      status: 403,
      cookie: null,
    });
  });
});

describe("the link of npm start", () => {
  const TOKEN = "token-of-this-start";
  const LOCAL_SIGN_IN = `${TOKEN}.tl_demo`;

  it("does nothing where no start gave a token, nor with another, nor from another machine", async () => {
    const tries = [
      browse("/sign-in/local?token="),
      browse("/sign-in/local?token=x", { env: { LOCAL_SIGN_IN } }),
      browse(`/sign-in/local?token=${TOKEN}`, {
        env: { LOCAL_SIGN_IN },
        origin: "https://touchlog.example",
      }),
    ];
    for (const { status, cookie } of await Promise.all(tries)) {
      expect({ status, cookie }).toEqual({ status: 403, cookie: null });
    }
  });
});

describe("a session", () => {
  it("ends when its time is over, and not before", async () => {
    const { key, workspaceId } = await createTestKey();
    const at = async (expiresAt: number) =>
      browse("/events", {
        cookie: `touchlog_session=${await writeSession(SECRET, { workspaceId, keyId: key.id }, expiresAt)}`,
      });
    expect((await at(Date.now() + HOUR_MS)).status).toBe(200);
    expect((await at(Date.now() - 1)).status).toBe(303);
  });

  it("can't be made without the secret, and can't be changed", async () => {
    const mine = await createTestKey();
    const other = await createTestKey();
    const claim = claimOf(await signIn(mine.secret));
    const forged = await writeSession(
      "another secret",
      { workspaceId: mine.workspaceId, keyId: mine.key.id },
      Date.now() + HOUR_MS,
    );
    const tries = [
      forged,
      claim.replace(mine.workspaceId, other.workspaceId),
      claim.replace(mine.key.id, other.key.id),
      claim.replace(/~(\d+)~/, "~9$1~"),
      claim.slice(0, -1),
      `${claim}0`,
      "",
      "~~~",
    ];
    for (const text of tries) {
      expect((await browse("/events", { cookie: `touchlog_session=${text}` })).location).toBe(
        "/sign-in?next=%2Fevents",
      );
    }
  });

  it("ends with its key: revoked, or expired after a rotation", async () => {
    for (const end of [
      (workspaceId: string, id: string) => revokeKey(env.DB, workspaceId, id, Date.now()),
      (workspaceId: string, keyId: string) =>
        rotateKey(env.DB, { workspaceId, keyId, graceMs: 0, now: Date.now() }),
    ]) {
      const { secret, key, workspaceId } = await createTestKey();
      const cookie = await signIn(secret);
      await end(workspaceId, key.id);
      expect((await browse("/events", { cookie })).status).toBe(303);
    }
  });

  it("asks D1 for its key once, not for every page", async () => {
    const { secret } = await createTestKey();
    const cookie = await signIn(secret);
    const statements: string[] = [];
    const DB = faultyD1(env.DB, ({ sql }) => {
      if (sql.includes("FROM api_keys k JOIN")) statements.push(sql);
      return "none";
    });
    for (const path of ["/health", "/events", "/refused"]) await browse(path, { cookie, env: { DB } });
    expect(statements).toHaveLength(1);
  });

  it("ends by signing out, which forgets the cookie", async () => {
    const { secret } = await createTestKey();
    const { status, headers, location } = await browse("/sign-out", {
      cookie: await signIn(secret),
      form: {},
    });
    expect({ status, location }).toEqual({ status: 303, location: "/sign-in" });
    expect(headers.get("set-cookie")).toContain("touchlog_session=; Max-Age=0;");
  });

  it("is asked for once more where a link on another site led here", async () => {
    const { status, text } = await browse("/events", { headers: { "sec-fetch-site": "cross-site" } });
    expect({ status, text }).toEqual({ status: 200, text: expect.stringContaining('http-equiv="refresh"') });
  });

  it("is of no use to the API", async () => {
    const { secret } = await createTestKey();
    const cookie = await signIn(secret);
    expect((await browse("/api/v2/event/list?startDate=2020-01-01", { cookie })).status).toBe(401);
  });
});

it("has pages that load nothing from elsewhere, run nothing but their own script and are kept nowhere", async () => {
  const { secret } = await createTestKey();
  const { headers, text } = await browse("/events", { cookie: await signIn(secret) });
  const nonce = /nonce="([\w-]+)"/.exec(text)?.[1] ?? "";
  expect(headers.get("content-security-policy")).toBe(
    `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  );
  expect(headers.get("cache-control")).toBe("no-store");
  expect([...text.matchAll(/<script/g)]).toHaveLength(1);
  expect(text).not.toContain(ORIGIN);
  const again = await browse("/events", { cookie: await signIn(secret) });
  expect(again.text).not.toContain(nonce);
});
