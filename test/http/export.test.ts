import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import * as v from "valibot";
import { describe, expect, it } from "vitest";

import worker from "../../src/index.ts";
import { callBody, crmBody, emailBody, socialBody } from "../bodies.ts";
import { faultyD1 } from "../faults.ts";
import { get, idOf, ISO_TIME, post } from "../request.ts";
import { send } from "../send.ts";
import { createTestKey, createWorkspace } from "../workspace.ts";

const PATH = "/api/v2/event/export?startDate=2020-01-01";

const lineSchema = v.strictObject({
  oId: v.string(),
  type: v.picklist(["emails", "calls", "crm", "social"]),
  receivedAt: v.string(),
  provider: v.string(),
  body: v.string(),
});

/** The answer as the Worker gives it: a client on the network would unpack it. */
async function download(
  secret: string,
  path: string,
  headers: Record<string, string> = {},
  bindings: Partial<Env> = {},
): Promise<Response> {
  const request = new Request<unknown, IncomingRequestCfProperties>(`http://touchlog${path}`, {
    headers: { api_key: secret, ...headers },
  });
  return worker.fetch(request, { ...env, ...bindings }, createExecutionContext());
}

function readLines(text: string) {
  expect(text === "" || text.endsWith("\n")).toBe(true);
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => v.parse(lineSchema, JSON.parse(line)));
}

async function gunzip(response: Response): Promise<string> {
  if (response.body === null) return "";
  return new Response(response.body.pipeThrough(new DecompressionStream("gzip"))).text();
}

describe("an export", () => {
  it("has every event of the range as sent, the earliest first", async () => {
    const { secret } = await createTestKey({ provider: "MAKE" });
    const bodies = { emails: emailBody(), calls: callBody(), crm: crmBody(), social: socialBody() };
    for (const [kind, body] of Object.entries(bodies)) await post(secret, kind, body);
    await post(secret, "crm", crmBody({ eventId: "later", eventTimestamp: "2024-02-11T00:00:00Z" }));
    const response = await download(secret, `${PATH}&endDate=2024-02-10`);
    expect(response.headers.get("content-type")).toBe("application/x-ndjson; charset=utf-8");
    const lines = readLines(await response.text());
    expect(lines.map(({ type }) => type)).toEqual(["emails", "calls", "social", "crm"]);
    expect(lines[0]).toEqual({
      oId: expect.stringMatching(/^evt_/),
      type: "emails",
      receivedAt: ISO_TIME,
      provider: "MAKE",
      body: JSON.stringify(bodies.emails),
    });
  });

  it("gives the same ids when it is sent to a workspace of the same id elsewhere", async () => {
    const { secret, workspaceId } = await createTestKey();
    const sent = [
      idOf(await post(secret, "emails", ` {"eventId":12, ${JSON.stringify(emailBody()).slice(1)}\n`)),
      idOf(await post(secret, "calls", callBody())),
      idOf(await post(secret, "social", socialBody())),
    ];
    const lines = readLines(await (await download(secret, PATH)).text());
    await env.DB.prepare("DELETE FROM events WHERE workspace_id = ?1").bind(workspaceId).run();
    const again = [];
    for (const { type, body } of lines) {
      const answer = await send({
        secret,
        kind: type,
        body: JSON.parse(body),
        env: { MARKERS: "off" },
      });
      expect(answer).toMatchObject({ duplicate: false });
      again.push(answer.id);
    }
    expect(again).toEqual(lines.map(({ oId }) => oId));
    expect(again.toSorted()).toEqual(sent.toSorted());
  });

  it("is gzipped for who takes that, and only then", async () => {
    const { secret } = await createTestKey();
    await post(secret, "crm", crmBody());
    for (const accepted of ["gzip", "br, GZIP;q=0.5"]) {
      const response = await download(secret, PATH, { "accept-encoding": accepted });
      expect(response.headers.get("content-encoding")).toBe("gzip");
      expect(readLines(await gunzip(response))).toHaveLength(1);
    }
    for (const accepted of ["identity", "gzip;q=0", "br"]) {
      const response = await download(secret, PATH, { "accept-encoding": accepted });
      expect(response.headers.get("content-encoding")).toBeNull();
      expect(readLines(await response.text())).toHaveLength(1);
    }
  });

  it("passes on many and large events piece by piece", async () => {
    const { id: workspaceId } = await createWorkspace();
    await env.DB.prepare(
      `INSERT INTO events (id, workspace_id, kind, type, occurred_at, received_at, provider, key_id, summary, status,
         first_arrival, last_arrival, content_hash, understood_version, body)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)
       SELECT ?1 || i, ?1, 'crm', 'deal_won', 1577836800000 + i / 3, i, 'N8N', 'key_1', '', 'stored', 'a', 'a', 'h', 1,
         iif(i % 3000 = 0, hex(zeroblob(450000)), '{}')
       FROM n`,
    )
      .bind(workspaceId)
      .run();
    const { secret } = await createTestKey({ workspaceId });
    const lines = readLines(await (await download(secret, PATH)).text());
    expect(lines.map(({ oId }) => oId)).toEqual(
      Array.from({ length: 12_000 }, (_none, index) => `${workspaceId}${index + 1}`),
    );
    await env.DB.prepare("DELETE FROM events WHERE workspace_id = ?1").bind(workspaceId).run();
  });

  it("breaks off when D1 fails in the middle, so that no part is taken for the whole", async () => {
    const { secret } = await createTestKey();
    await post(secret, "crm", crmBody());
    const DB = faultyD1(env.DB, ({ sql }) => (sql.startsWith("SELECT e.id, e.kind") ? "before" : "none"));
    const response = await download(secret, PATH, {}, { DB });
    await expect(response.text()).rejects.toThrow("D1 gave no answer");
  });

  it("is empty where nothing is, and refuses a query that it does not understand", async () => {
    const { secret } = await createTestKey();
    expect(await (await download(secret, PATH)).text()).toBe("");
    const { status, json } = await get(secret, "/api/v2/event/export?limit=3");
    expect(status).toBe(400);
    expect(json["errors"]).toMatchObject([{ path: "startDate" }, { received: '"limit"' }]);
  });

  it("promise 7: holds nothing of another workspace", async () => {
    const ours = await createTestKey();
    const theirs = await createTestKey();
    await post(theirs.secret, "crm", crmBody());
    expect(await (await download(ours.secret, PATH)).text()).toBe("");
  });
});
