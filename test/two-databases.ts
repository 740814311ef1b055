import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";

import { isJsonObject, type JsonObject } from "../src/domain/json.ts";
import { withDatabaseNumber } from "../src/domain/database-number.ts";
import worker from "../src/index.ts";
import { createKey } from "../src/pipeline/keys.ts";
import type { Ticket } from "../src/storage/outbox.ts";
import { insertWorkspace } from "../src/storage/workspaces.ts";
import { aroundD1 } from "./around-d1.ts";
import { overriding } from "./faults.ts";

export type Tenant = {
  readonly id: string;
  readonly secret: string;
  readonly keyId: string;
  /** Its database, seen past the Worker. */
  readonly db: D1Database;
};

/** What a deployment with a second database has. */
export type Bindings = Partial<Env> & { readonly DB_2?: D1Database };

/** The statements that the Worker ran in each database, with what it bound. */
export const ran: { readonly one: string[]; readonly two: string[] } = { one: [], two: [] };

/** What the Worker told the queue. */
export const queued: Ticket[] = [];

/** Two databases that nobody else uses, and a queue that delivers nothing. Always the same, as in a deployment. */
export const bindings: Bindings = {
  DB: recorded(env.FIRST_DB, ran.one),
  DB_2: recorded(env.SECOND_DB, ran.two),
  QUEUE: overriding(env.QUEUE, {
    sendBatch: async (messages) => {
      // Its own messages are tickets.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      for (const { body } of messages) queued.push(body as Ticket);
      return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
    },
  }),
};

function recorded(db: D1Database, into: string[]): D1Database {
  return aroundD1(db, async (calls, run) => {
    into.push(...calls.map(({ sql, binds }) => `${sql} ${JSON.stringify(binds)}`));
    return run();
  });
}

/** A workspace with a key, in the database of this number. */
export async function createTenantIn(database: 1 | 2, base: string): Promise<Tenant> {
  const db = database === 1 ? env.FIRST_DB : env.SECOND_DB;
  const id = withDatabaseNumber(base, database);
  await insertWorkspace(db, { id, name: "Acme", createdAt: 1 });
  const scopes = ["ingest", "read", "admin"] as const;
  const wanted = { workspaceId: id, label: "test", provider: "N8N", scopes, expiresAt: null };
  const created = await createKey(db, wanted, Date.now());
  if (created === null) throw new Error("no such workspace");
  return { id, secret: created.secret, keyId: created.key.id, db };
}

/** Asks the Worker for something, and waits for what it does after the answer. The text of what is no JSON is `text`. */
export async function ask(
  secret: string,
  path: string,
  body?: unknown,
  more: Bindings = {},
): Promise<JsonObject> {
  const request = new Request<unknown, IncomingRequestCfProperties>(`http://touchlog${path}`, {
    headers: { authorization: `Bearer ${secret}` },
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
  });
  const ctx = createExecutionContext();
  const response = await worker.fetch(request, { ...env, ...bindings, ...more }, ctx);
  const text = new TextDecoder().decode(await response.arrayBuffer());
  await waitOnExecutionContext(ctx);
  const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
  const json: unknown = isJson ? JSON.parse(text) : { text };
  return { ...(isJsonObject(json) ? json : {}), status: response.status };
}

/** Which tables have rows, and whose they are. */
export async function contentsOf(db: D1Database) {
  const { results: tables } = await db
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '_cf*' AND name NOT GLOB 'sqlite*' ORDER BY 1",
    )
    .all<{ name: string }>();
  const filled: string[] = [];
  const owners = new Set<unknown>();
  for (const { name } of tables) {
    const { results: rows } = await db.prepare(`SELECT * FROM "${name}"`).all();
    if (rows.length > 0) filled.push(name);
    for (const row of rows) if ("workspace_id" in row) owners.add(row["workspace_id"]);
  }
  return { tables: filled, owners: [...owners] };
}

export async function tick(more: Bindings = {}): Promise<void> {
  const controller = { scheduledTime: Date.now(), cron: "* * * * *", noRetry() {} };
  await worker.scheduled(controller, { ...env, ...bindings, ...more });
}
