import { describe, expect, it } from "vitest";

import { type Scope, SCOPES } from "../../src/domain/api-key.ts";
import { request } from "../request.ts";
import { ROUTES } from "../routes.ts";
import { createTestKey } from "../workspace.ts";

// What each route asks of a key: a scope, any key that works, or nothing; or what no key is enough for. A route without a
// row fails below.
const NEEDS: Readonly<Record<string, Scope | "any key" | "operator token" | "nothing">> = {
  "POST /api/v2/analytics/webhook/receive/generic/:kind": "ingest",
  "POST /api/v2/analytics/webhook/receive/generic/generic/:kind": "ingest",
  "POST /api/v2/event/import": "ingest",
  "GET /api/v2/event/import/status": "ingest",
  "GET /api/v2/event/list": "read",
  "GET /api/v2/event/get": "read",
  "POST /api/v2/event/replay": "admin",
  "GET /api/v2/event/replay/status": "read",
  "GET /api/v2/event/export": "read",
  "POST /api/v2/subjects/erase": "admin",
  "GET /api/v2/subjects/erase/status": "admin",
  "GET /api/v2/subjects/export": "admin",
  "POST /api/v2/subjects/allow": "admin",
  "POST /api/v2/event/adopt": "admin",
  "POST /api/v2/event/delete": "admin",
  "GET /api/v2/api-key/validate": "any key",
  "GET /api/v2/analytics/overview": "read",
  "GET /api/v2/analytics/campaigns": "read",
  "GET /api/v2/analytics/senders": "read",
  "GET /api/v2/analytics/conversations": "read",
  "GET /api/v2/analytics/conversations/get": "read",
  "GET /api/v2/analytics/calls": "read",
  "GET /api/v2/analytics/calls/get": "read",
  "GET /api/v2/analytics/outcomes": "read",
  "GET /api/v2/rejections": "read",
  "GET /api/v2/rejections/get": "read",
  "POST /api/v2/rejections/replay": "admin",
  "GET /api/v2/keys": "admin",
  "POST /api/v2/keys": "admin",
  "POST /api/v2/keys/rotate": "admin",
  "POST /api/v2/keys/revoke": "admin",
  "POST /api/v2/keys/update": "admin",
  "GET /healthz": "nothing",
  "GET /readyz": "nothing",
  "GET /metrics": "operator token",
  "GET /openapi.json": "nothing",
  "GET /docs": "nothing",
};

function call(route: string, headers: Record<string, string>) {
  const [method = "", path = ""] = route.split(" ");
  const init = { method, headers, ...(method === "POST" ? { body: "{}" } : {}) };
  return request(path.replace(":kind", "emails"), init);
}

it("has a row for every route, and a route for every row", () => {
  expect(ROUTES.toSorted()).toEqual(Object.keys(NEEDS).toSorted());
});

describe.each(Object.entries(NEEDS))("%s", (route, needed) => {
  it("refuses a request without a key, unless it needs none", async () => {
    const { status } = await call(route, {});
    expect(status === 401).toBe(needed !== "nothing");
  });

  it.each(SCOPES)("lets a key with the scope %s through only when that is enough", async (scope) => {
    const { secret } = await createTestKey({ scopes: [scope] });
    const { status, json } = await call(route, { api_key: secret });
    const isEnough = needed === scope || needed === "any key" || needed === "nothing";
    const refusal = needed === "operator token" ? [401, "wrong_operator_token"] : [403, "insufficient_scope"];
    const isRefused = status === refusal[0] && json["code"] === refusal[1];
    expect({ isEnough, isRefused, isForbidden: status === 401 || status === 403 }).toEqual({
      isEnough,
      isRefused: !isEnough,
      isForbidden: !isEnough,
    });
  });
});
