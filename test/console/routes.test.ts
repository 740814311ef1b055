import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";

import { type Scope, SCOPES } from "../../src/domain/api-key.ts";
import { writePlace } from "../../src/http/analytics/place.ts";
import { faultyD1 } from "../faults.ts";
import { dumpWorkspace, tablesOfWorkspaces, type WorkspaceDump } from "../dump.ts";
import { createTenant, type Names, NOBODY, type Tenant } from "../tenant.ts";
import { createTestKey } from "../workspace.ts";
import { browse, CONSOLE_ROUTES, signIn } from "./browse.ts";

type Row = {
  readonly needs: Scope | "nothing";
  /** What its address and its form name; of `other` what another workspace has. */
  readonly path?: (other: Names) => string;
  readonly form?: (other: Names) => Readonly<Record<string, string>>;
  /** Of the answer to one who names what another workspace has. */
  readonly status: number;
};

const event = ({ eventId }: Names) => `/events/${eventId}`;
const refused = ({ rejectionId }: Names) => `/refused/${rejectionId}`;

const CONVERSATION = 'thread:["follow up on our conversation","john@prospect.com","sarah@company.com"]';

// A route without a row fails below.
const ROWS: Readonly<Record<string, Row>> = {
  "GET /": { needs: "nothing", status: 303 },
  "GET /console.css": { needs: "nothing", status: 200 },
  "GET /console.js": { needs: "nothing", status: 200 },
  "GET /sign-in": { needs: "nothing", status: 200 },
  "POST /sign-in": { needs: "nothing", status: 403 },
  "GET /sign-in/local": { needs: "nothing", status: 403 },
  "POST /sign-out": { needs: "nothing", status: 303 },
  "GET /live": { needs: "read", status: 200 },
  "GET /live/rows": { needs: "read", status: 200, path: () => "/live/rows?seen=0-0-0-0" },
  "GET /events": {
    needs: "read",
    status: 200,
    path: ({ eventCursor }) => `/events?q=john&after=${eventCursor}`,
  },
  "GET /events.csv": { needs: "read", status: 200, path: () => "/events.csv?status=stored" },
  "GET /events/:id": { needs: "read", status: 404, path: event },
  "POST /events/:id/replay": { needs: "admin", status: 303, path: (other) => `${event(other)}/replay` },
  "POST /events/:id/adopt": {
    needs: "admin",
    status: 404,
    path: (other) => `${event(other)}/adopt`,
    form: ({ conflictId }) => ({ conflict: conflictId }),
  },
  "GET /events/:id/delete": { needs: "admin", status: 404, path: (other) => `${event(other)}/delete` },
  "POST /events/:id/delete": { needs: "admin", status: 404, path: (other) => `${event(other)}/delete` },
  "GET /events/:id/html": { needs: "read", status: 404, path: (other) => `${event(other)}/html` },
  "GET /conversations": {
    needs: "read",
    status: 200,
    path: () => "/conversations?from=2024-01-01&to=2024-12-01",
  },
  "GET /conversations.csv": {
    needs: "read",
    status: 200,
    path: () => "/conversations.csv?from=2024-01-01&to=2024-12-01",
  },
  "GET /conversations/view": {
    needs: "read",
    // Both have one of this name.
    status: 200,
    path: () => `/conversations/view?id=${encodeURIComponent(CONVERSATION)}`,
  },
  "GET /calls": { needs: "read", status: 200, path: () => "/calls?from=2024-01-01&to=2024-12-01" },
  "GET /calls.csv": { needs: "read", status: 200, path: () => "/calls.csv?from=2024-01-01&to=2024-12-01" },
  "GET /calls/:id": { needs: "read", status: 404, path: ({ callId }) => `/calls/${callId}` },
  "GET /refused": { needs: "read", status: 200 },
  "GET /refused/:id": { needs: "read", status: 404, path: refused },
  "POST /refused/:id": { needs: "admin", status: 404, path: refused, form: () => ({ body: "{}" }) },
  "GET /overview": { needs: "read", status: 200 },
  "GET /campaigns": { needs: "read", status: 200, path: () => "/campaigns?days=366" },
  "GET /campaigns.csv": { needs: "read", status: 200, path: () => "/campaigns.csv?days=366" },
  "GET /campaigns/view": { needs: "read", status: 200, path: () => "/campaigns/view?id=spring&days=366" },
  "GET /outcomes": { needs: "read", status: 200 },
  "GET /connect": { needs: "admin", status: 200 },
  "POST /connect": { needs: "admin", status: 200, form: () => ({ tool: "n8n", kind: "emails" }) },
  "POST /connect/set-up": {
    needs: "admin",
    status: 400,
    form: () => ({ tool: "n8n", kind: "crm", key: "tl_nobody", test: "1" }),
  },
  "GET /connect/steps": {
    needs: "admin",
    status: 400,
    path: ({ keyId, eventId }) => `/connect/steps?tool=n8n&key=${keyId}&after=0&tests=${eventId}`,
  },
  "GET /keys": { needs: "admin", status: 200 },
  "POST /keys": { needs: "admin", status: 200, form: () => ({ providerName: "N8N", scopes: "ingest" }) },
  "GET /keys/:id/rotate": { needs: "admin", status: 404, path: ({ keyId }) => `/keys/${keyId}/rotate` },
  "POST /keys/:id/rotate": {
    needs: "admin",
    status: 400,
    path: ({ keyId }) => `/keys/${keyId}/rotate`,
    form: () => ({ graceDays: "7" }),
  },
  "GET /keys/:id/revoke": { needs: "admin", status: 404, path: ({ keyId }) => `/keys/${keyId}/revoke` },
  "POST /keys/:id/revoke": { needs: "admin", status: 404, path: ({ keyId }) => `/keys/${keyId}/revoke` },
  "GET /erasure": { needs: "admin", status: 200 },
  "POST /erasure": { needs: "admin", status: 200, form: () => ({ email: "john@prospect.com" }) },
  "POST /erasure/allow": { needs: "admin", status: 200, form: () => ({ email: "gone@prospect.com" }) },
  "GET /erasure/:id": { needs: "admin", status: 404, path: ({ erasureId }) => `/erasure/${erasureId}` },
  "GET /export": { needs: "read", status: 200 },
  "GET /export/events.ndjson": {
    needs: "read",
    status: 200,
    path: () => "/export/events.ndjson?startDate=2000-01-01",
  },
  "GET /export/person.ndjson": {
    needs: "admin",
    status: 200,
    path: () => "/export/person.ndjson?email=john@prospect.com",
  },
  "GET /alerts": { needs: "admin", status: 200 },
  "POST /alerts/test": { needs: "admin", status: 303 },
  "GET /health": { needs: "read", status: 200 },
  "GET /*": { needs: "nothing", status: 404, path: () => "/campaing" },
};

function visit(route: string, row: Row, other: Names, cookie?: string, bindings: object = {}) {
  const [method = "", path = ""] = route.split(" ");
  return browse(row.path?.(other) ?? path, {
    ...(method === "POST" ? { form: row.form?.(other) ?? {} } : {}),
    ...(cookie === undefined ? {} : { cookie }),
    env: bindings,
  });
}

it("has a row for every page and form, and none for what there is not", () => {
  expect(CONSOLE_ROUTES.toSorted()).toEqual(Object.keys(ROWS).toSorted());
});

describe.each(Object.entries(ROWS))("%s", (route, row) => {
  it("leads somebody who is not signed in to the sign-in, unless it needs nothing", async () => {
    const { status, location } = await visit(route, row, NOBODY);
    const isLed = status === 303 && location?.startsWith("/sign-in?next=%2F") === true;
    expect(isLed).toBe(row.needs !== "nothing");
  });

  it.each(SCOPES.filter((scope) => scope !== "ingest"))(
    "lets a key with the scope %s in when it has to",
    async (scope) => {
      const { secret } = await createTestKey({ scopes: [scope] });
      const { text } = await visit(route, row, NOBODY, await signIn(secret));
      expect(text.includes("Not with this key")).toBe(row.needs !== "nothing" && row.needs !== scope);
    },
  );

  it.runIf(route.startsWith("POST "))("does nothing for a form of another site", async () => {
    const { secret, workspaceId } = await createTestKey();
    const cookie = await signIn(secret);
    const tables = await tablesOfWorkspaces();
    const before = await dumpWorkspace(workspaceId, tables);
    for (const headers of [
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "none" },
    ]) {
      const path = row.path?.(NOBODY) ?? route.replace("POST ", "");
      const { status } = await browse(path, { cookie, form: row.form?.(NOBODY) ?? {}, headers });
      expect(status).toBe(403);
    }
    expect(await dumpWorkspace(workspaceId, tables)).toEqual(before);
  });
});

describe("another workspace", () => {
  const MARK = "mark-of-theirs";
  let theirs: Tenant;
  let reader: Tenant;
  let before: WorkspaceDump;
  let tables: readonly string[];
  beforeAll(async () => {
    reader = await createTenant("mine");
    theirs = await createTenant(MARK);
    tables = await tablesOfWorkspaces();
    before = await dumpWorkspace(theirs.workspaceId, tables);
  });

  it.each(Object.entries(ROWS))("is not seen and not touched by %s", async (route, row) => {
    // Routes that only read share one; sessions are kept in cookies.
    const mine = route.startsWith("GET ") ? reader : await createTenant("mine");
    const { status, text } = await visit(route, row, theirs, await signIn(mine.secret));
    expect(status).toBe(row.status);
    const ids = JSON.stringify(before).match(/\b(?:wrk|evt|rej|key|rpl|ers|tl)_[\w-]+/g) ?? [];
    const named = `${row.path?.(theirs) ?? ""}${JSON.stringify(row.form?.(theirs) ?? {})}`;
    const seen = [...new Set([MARK, theirs.conflictId, ...ids])].filter(
      (id) => text.includes(id) && !named.includes(id),
    );
    expect(seen).toEqual([]);
    expect(await dumpWorkspace(theirs.workspaceId, tables)).toEqual(before);
  });
});

// An index of the events by nothing but its first column, the workspace, is a walk through all of its events.
const WHOLE_WORKSPACE = /^SEARCH (?:e|events) USING .*\(workspace_id=\?\)$/;
const WALKS = /^SCAN (?:\w+ VIRTUAL TABLE|\(subquery|CONSTANT ROW|touching$)/;

it("has no query that reads a table, or all events of a workspace, from one end to the other", async () => {
  const statements = new Map<string, readonly unknown[]>();
  const DB = faultyD1(env.DB, ({ sql, binds }) => {
    statements.set(sql, binds);
    return "none";
  });
  const mine = await createTenant("mine");
  const cookie = await signIn(mine.secret);
  for (const [route, row] of Object.entries(ROWS)) await visit(route, row, mine, cookie, { DB });
  const filters = [
    "provider=N8N",
    "type=emails&status=failed",
    "type=sent",
    "status=processed&q=john",
    "status=pending",
    "type=crm&status=stored",
  ];
  for (const filter of filters) await browse(`/events?${filter}`, { cookie, env: { DB } });
  await browse("/live/rows?seen=0-0-0-0", { cookie, env: { DB } });
  for (const by of ["campaign", "sender"]) {
    const asked = `/campaigns?by=${by}&sort=replied&order=asc`;
    const after = writePlace(mine.workspaceId, `${by}s replied asc`, [0, ""]);
    await browse(`${asked}&after=${after}`, { cookie, env: { DB } });
  }
  expect(statements.size).toBeGreaterThan(20);
  const walks: string[] = [];
  for (const [sql, binds] of statements) {
    const plan = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .bind(...binds)
      .all<{ detail: string }>();
    for (const { detail } of plan.results) {
      const isScan = detail.startsWith("SCAN") && !WALKS.test(detail);
      if (isScan || WHOLE_WORKSPACE.test(detail)) walks.push(`${detail}: ${sql}`);
    }
  }
  expect(walks).toEqual([]);
});

it("says whose fault it is when D1 is away, on a page", async () => {
  const { secret } = await createTestKey();
  const cookie = await signIn(secret);
  await browse("/health", { cookie });
  vi.spyOn(console, "error").mockReturnValue();
  const DB = faultyD1(env.DB, () => "before");
  const { status, text, headers } = await browse("/refused", { cookie, env: { DB } });
  expect({ status, retry: headers.get("retry-after") }).toEqual({ status: 503, retry: "5" });
  expect(text).toContain("The trouble is on our side");
  vi.restoreAllMocks();
});
