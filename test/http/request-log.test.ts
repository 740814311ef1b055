import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";

import worker from "../../src/index.ts";
import { BODIES, callBody, emailBody } from "../bodies.ts";
import { faultyD1 } from "../faults.ts";
import { captureLogs } from "../logs.ts";
import { RECEIVE } from "../request.ts";
import { silentQueue } from "../send.ts";
import { createTestKey } from "../workspace.ts";

afterEach(() => vi.restoreAllMocks());

const LIST = "/api/v2/event/list";

type Init = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: BodyInit;
};

/** Sends a request and waits for what follows the answer. */
async function call(path: string, init: Init = {}, bindings: Partial<Env> = {}): Promise<string> {
  const request = new Request<unknown, IncomingRequestCfProperties>(`http://touchlog${path}`, init);
  const ctx = createExecutionContext();
  const response = await worker.fetch(request, { ...env, ...silentQueue, MARKERS: "off", ...bindings }, ctx);
  const text = await response.text();
  await waitOnExecutionContext(ctx);
  return text;
}

describe("the line of a request", () => {
  it("says of an event whose key brought it, its kind and whether it is a duplicate", async () => {
    const { key, secret } = await createTestKey();
    const logs = captureLogs();
    const init = { method: "POST", headers: { api_key: secret }, body: JSON.stringify(emailBody()) };
    const { _metadata } = JSON.parse(await call(`${RECEIVE}/emails`, init));
    await call(`${RECEIVE}/emails`, init);
    const line = {
      message: "request",
      requestId: _metadata.requestId,
      method: "POST",
      route: `${RECEIVE}/:kind`,
      status: 200,
      milliseconds: expect.any(Number),
      workspaceId: key.workspaceId,
      keyId: key.id,
      kind: "emails",
      duplicate: false,
    };
    expect(logs.of("request")).toEqual([line, { ...line, requestId: expect.any(String), duplicate: true }]);
  });

  it("says of an import how many events came, were new and failed", async () => {
    const { key, secret } = await createTestKey();
    const events = [{ type: "email", ...emailBody() }, { type: "crm" }, { type: "email", ...emailBody() }];
    const logs = captureLogs();
    const init = { method: "POST", headers: { api_key: secret }, body: JSON.stringify({ events }) };
    await call("/api/v2/event/import", init);
    expect(logs.of("request")).toEqual([
      {
        message: "request",
        requestId: expect.any(String),
        method: "POST",
        route: "/api/v2/event/import",
        status: 200,
        milliseconds: expect.any(Number),
        workspaceId: key.workspaceId,
        keyId: key.id,
        events: 3,
        stored: 1,
        failed: 1,
      },
    ]);
  });

  it("says of a refusal its code, and whose key it was also when the key was not enough", async () => {
    const { key, secret } = await createTestKey({ scopes: ["ingest"] });
    const logs = captureLogs();
    await call(LIST, { headers: { api_key: secret } });
    expect(logs.of("request")).toMatchObject([
      { method: "GET", route: LIST, status: 403, code: "insufficient_scope", keyId: key.id },
    ]);
  });

  it("says of an error which route it was, and counts as answered", async () => {
    const logs = captureLogs();
    const { secret } = await createTestKey();
    const DB = faultyD1(env.DB, () => "before");
    await call(`${LIST}?startDate=2020-01-01`, { headers: { api_key: secret } }, { DB });
    expect(logs.of("unavailable")).toMatchObject([{ route: LIST }]);
    expect(logs.of("request")).toMatchObject([{ route: LIST, status: 503, code: "unavailable" }]);
  });

  it("says of a path that is none only that", async () => {
    const logs = captureLogs();
    await call("/tl_secret/../tl_secret", { method: "PROPFIND" });
    expect(logs.of("request")).toMatchObject([{ method: "other", route: "none", code: "not_found" }]);
  });
});

it("logs neither keys nor anything of a body, whatever is sent and however the key is put", async () => {
  const { secret } = await createTestKey();
  const revoked = await createTestKey({ expiresAt: Date.now() - 1 });
  const unknown = "tl_unknownkey_of_somebody";
  const marked = "PAYLOAD-MARK";
  const logs = captureLogs();
  const paths = [
    ...Object.keys(BODIES).map((kind) => `${RECEIVE}/${kind}`),
    `${RECEIVE}/generic/emails/`,
    `${RECEIVE}/emails&api_key=KEY`,
    `${RECEIVE}/KEY`,
    `${RECEIVE}/emails/KEY`,
    `/KEY/emails`,
    `/KEY`,
    `/api/v2/api_key=KEY/validate`,
    `/api/v2/api-key/validate`,
    `/api/v2/event/get?eventOId=${marked}`,
    `${LIST}?startDate=${marked}`,
    `${LIST}?startDate=2020-01-01&cursor=${marked}`,
    "/api/v2/rejections",
    "/api/v2/rejections/replay",
    "/readyz",
  ];
  const email = JSON.stringify(emailBody({ subject: marked, campaignId: marked }));
  const bodies = [
    email,
    JSON.stringify(callBody({ title: marked, transcript: marked })),
    email.slice(0, -20),
    `[${email}]`,
    `{"${marked}":`,
    `"${marked}"`,
    JSON.stringify({ ...emailBody(), eventTimestamp: marked, eventType: marked, from: marked }),
    `${"[".repeat(100)}"${marked}"`,
    `{"eventType":"sent","subject":"\ud800 ${marked}"}`,
    `{"filter":{"code":"${marked}"},"body":"${marked}"}`,
  ];
  const requests: (() => Promise<unknown>)[] = [];
  for (const path of paths) {
    for (const key of [secret, revoked.secret, unknown]) {
      const at = path.replaceAll("KEY", key);
      const inQuery = `${at}${at.includes("?") ? "&" : "?"}api_key=${key}`;
      requests.push(() => call(inQuery));
      for (const body of bodies) {
        requests.push(() => call(inQuery, { method: "POST", body }));
      }
      requests.push(() => call(at, { method: "DELETE", headers: { authorization: `Bearer ${key}` } }));
      const headers = { "x-api-key": key, "content-encoding": marked, "content-type": `multipart/${marked}` };
      requests.push(() => call(at, { method: "POST", headers, body: email }));
    }
  }
  await Promise.all(requests.map((send) => send()));
  expect(logs.of("request")).toHaveLength(requests.length);
  expect(logs.of("unexpected error")).toEqual([]);
  for (const hidden of [secret, revoked.secret, unknown, marked]) {
    expect(logs.text().includes(hidden)).toBe(false);
  }
});
