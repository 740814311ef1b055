import { env, exports } from "cloudflare:workers";
import * as v from "valibot";
import { afterEach, describe, expect, it, vi } from "vitest";

import { emailBody } from "../bodies.ts";
import { deliver } from "../deliver.ts";
import { dump } from "../dump.ts";
import { faultyD1, onNth, overriding } from "../faults.ts";
import { captureLogs } from "../logs.ts";
import { order } from "../order.ts";
import { send, silentQueue } from "../send.ts";
import { createTestKey } from "../workspace.ts";

const createdSchema = v.object({
  data: v.object({ apiKey: v.string(), key: v.object({ keyOId: v.string() }) }),
});

const SUBJECT = "a subject that nobody should read in a log";

afterEach(() => vi.restoreAllMocks());

describe("promise 9: secrets stay secret", () => {
  it("keeps neither key nor payload in a log, whatever fails", async () => {
    const logs = captureLogs();
    const { secret, workspaceId } = await createTestKey();
    const body = emailBody({ subject: SUBJECT });
    const url = `http://touchlog/api/v2/analytics/webhook/receive/generic/emails?api_key=${secret}`;
    await exports.default.fetch(url, { method: "POST", body: JSON.stringify(body) });
    await exports.default.fetch(url, { method: "POST", body: `{"subject":"${SUBJECT}"` });
    await exports.default.fetch(`http://touchlog/nowhere?api_key=${secret}`);
    const QUEUE = overriding(env.QUEUE, { sendBatch: () => Promise.reject(new Error("Too Many Requests")) });
    const { id } = await send({ secret, body: { ...body, eventId: "2" }, env: { QUEUE } });
    await deliver([{ workspaceId, id, run: 1 }], {
      DB: faultyD1(env.DB, ({ sql }) => (sql.startsWith("INSERT INTO messages") ? "before" : "none")),
    });
    await send({ secret, body: { ...body, eventId: "3" }, env: { DB: faultyD1(env.DB, () => "before") } });
    expect(logs.text()).toContain("queue send failed");
    expect(logs.text()).toContain("processing failed");
    expect(logs.text()).toContain("unavailable");
    expect(logs.text()).not.toContain(secret);
    expect(logs.text()).not.toContain(SUBJECT);
  });

  it("keeps and logs no key that was made over HTTP, also when D1 fails on the way", async () => {
    const logs = captureLogs();
    const { secret } = await createTestKey();
    const wanted = { providerName: "N8N", scopes: ["ingest"] };
    const DB = faultyD1(env.DB, onNth("INSERT INTO api_keys", 1, "after"));
    const { json } = await order(secret, "/api/v2/keys", wanted, { DB });
    const { apiKey, key } = v.parse(createdSchema, json).data;
    const broken = faultyD1(env.DB, ({ sql }) =>
      sql.startsWith("INSERT INTO api_keys") ? "before" : "none",
    );
    expect(await order(secret, "/api/v2/keys", wanted, { DB: broken })).toMatchObject({ status: 503 });
    const everything = `${logs.text()}${await dump()}`;
    expect(everything).toContain("unavailable");
    expect(everything).toContain(key.keyOId);
    expect(everything).not.toContain(apiKey);
  });

  it("keeps no key in any table or marker", async () => {
    const { secret } = await createTestKey();
    const { id } = await send({ secret, body: emailBody(), env: silentQueue });
    const everything = await dump();
    expect(everything).toContain(id);
    expect(everything).not.toContain(secret);
  });
});
