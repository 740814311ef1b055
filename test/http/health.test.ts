import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import * as v from "valibot";
import { beforeEach, describe, expect, it } from "vitest";

import worker from "../../src/index.ts";
import { emailBody } from "../bodies.ts";
import { faultyD1 } from "../faults.ts";
import { request } from "../request.ts";
import { send, silentQueue } from "../send.ts";
import { settleAll } from "../settle.ts";
import { createTestKey } from "../workspace.ts";

const MINUTE_MS = 60_000;

beforeEach(settleAll);

/** A pending event that has waited for so many minutes. */
async function createWaiting(minutes: number) {
  const key = await createTestKey();
  const { id } = await send({ secret: key.secret, body: emailBody(), env: silentQueue });
  await env.DB.prepare("UPDATE events SET received_at = ?2 WHERE id = ?1")
    .bind(id, Date.now() - minutes * MINUTE_MS)
    .run();
  return key;
}

it("is alive", async () => {
  expect(await request("/healthz")).toMatchObject({ status: 200, json: { status: "ok" } });
});

describe("readiness", () => {
  it("is said to anyone, without details", async () => {
    const { status, json } = await request("/readyz");
    expect(status).toBe(200);
    expect(Object.keys(json)).toEqual(["_metadata", "status"]);
  });

  it("has details for a key that may read", async () => {
    const { secret } = await createWaiting(1);
    const { json } = await request("/readyz", { headers: { api_key: secret } });
    expect(json).toMatchObject({ status: "ready", causes: [], pending: 1, pendingIsMinimum: false });
    expect(json["oldestPendingAt"]).toEqual(expect.stringMatching(/Z$/));
  });

  it("has none for a key that may only send", async () => {
    const { secret } = await createTestKey({ scopes: ["ingest"] });
    const { json } = await request("/readyz", { headers: { api_key: secret } });
    expect(Object.keys(json)).toEqual(["_metadata", "status"]);
  });

  it("ends when an event has waited longer than all its retries take", async () => {
    await createWaiting(29);
    expect((await request("/readyz")).status).toBe(200);
    const { secret } = await createWaiting(31);
    const { status, json } = await request("/readyz", { headers: { api_key: secret } });
    expect({ status, causes: json["causes"] }).toEqual({
      status: 503,
      causes: ["events wait for processing too long"],
    });
  });

  it("ends while the alerts have an address that they can't be sent to", async () => {
    const bindings = {
      ALERT_URL: "http://plain.example",
      ALERT_SECRET: "whsec_c2VjcmV0IG9mIHRoZSB0ZXN0cw==",
    };
    expect(await ready(bindings)).toMatchObject({
      status: 503,
      causes: [expect.stringContaining("ALERT_URL")],
    });
  });

  it("ends, and names the setting, while one has a value that is not allowed", async () => {
    expect(await ready({ MARKERS: "some" })).toEqual({
      status: 503,
      causes: ["setting MARKERS is none of all, repeats and off"],
    });
  });

  it("ends, and says so, while the database has no schema", async () => {
    const missing = "D1_ERROR: no such table: heartbeats: SQLITE_ERROR";
    const DB = faultyD1(env.DB, ({ sql }) => (sql.includes("heartbeats") ? "before" : "none"), missing);
    expect(await ready({ DB })).toEqual({
      status: 503,
      causes: ["the database has no schema: run the migrations"],
    });
  });
});

/** What a key that may read is told under these bindings. */
async function ready(bindings: Partial<Env>) {
  const { secret } = await createTestKey();
  const ctx = createExecutionContext();
  const question = new Request<unknown, IncomingRequestCfProperties>("http://touchlog/readyz", {
    headers: { api_key: secret },
  });
  const response = await worker.fetch(question, { ...env, ...bindings }, ctx);
  await waitOnExecutionContext(ctx);
  const { causes } = v.parse(v.object({ causes: v.array(v.string()) }), await response.json());
  return { status: response.status, causes };
}
