import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";

import { isJsonObject, type JsonObject } from "../../src/domain/json.ts";
import worker from "../../src/index.ts";
import { openErasure } from "../../src/storage/erasures.ts";
import { emailBody } from "../bodies.ts";
import { DEAD_LETTERS_QUEUE, deliver } from "../deliver.ts";
import { dumpWorkspace, tableNames, tablesOfWorkspaces, type WorkspaceDump } from "../dump.ts";
import { order } from "../order.ts";
import { ROUTES } from "../routes.ts";
import { send, silentQueue } from "../send.ts";
import { ABSENT, type Attempt, ATTEMPTS } from "../tenant-attempts.ts";
import { AWAY, createTenant, JOHN, type Names, NOBODY, type Tenant } from "../tenant.ts";
import { createTestKey } from "../workspace.ts";

const MARK = "mark-of-theirs";

let theirs: Tenant;
let before: WorkspaceDump;
let tables: readonly string[] = [];
beforeAll(async () => {
  theirs = await createTenant(MARK);
  await order(theirs.secret, "/api/v2/subjects/erase", { email: AWAY }, silentQueue);
  tables = await tablesOfWorkspaces();
  before = await dumpWorkspace(theirs.workspaceId, tables);
});

async function call(route: string, secret: string, { query, body }: Attempt, mine: Tenant, other: Names) {
  const [method = "", path = ""] = route.split(" ");
  const search = new URLSearchParams(query?.(mine, other)).toString();
  const request = new Request<unknown, IncomingRequestCfProperties>(
    `http://touchlog${path.replace(":kind", "emails")}?${search}`,
    {
      method,
      // The second is for the one route that asks for it; a key in a header of its own comes first.
      headers: { api_key: secret, authorization: `Bearer ${env.OPERATOR_TOKEN}` },
      ...(method === "POST" ? { body: JSON.stringify(body?.(mine, other)) } : {}),
    },
  );
  const ctx = createExecutionContext();
  const response = await worker.fetch(request, { ...env, ...silentQueue }, ctx);
  // Not `text`, which warns of types that it takes for binary.
  const text = new TextDecoder().decode(await response.arrayBuffer());
  await waitOnExecutionContext(ctx);
  const json: JsonObject = { status: response.status, ...read(response, text) };
  return { text, json };
}

function read(response: Response, text: string): JsonObject {
  const type = response.headers.get("content-type") ?? "";
  if (type.startsWith("text/")) return {};
  if (type.startsWith("application/x-ndjson")) {
    return { lines: text.split("\n").flatMap((line): unknown => (line === "" ? [] : JSON.parse(line))) };
  }
  const json: unknown = JSON.parse(text);
  return isJsonObject(json) ? json : {};
}

/** What must not be seen of a workspace: its mark and whatever names something of it. */
function namesIn(rows: unknown): readonly string[] {
  const ids = JSON.stringify(rows).match(/\b(?:wrk|evt|rej|key|rpl|ers|pbj|tl)_[\w-]+/g) ?? [];
  return [...new Set([MARK, ...ids])];
}

/** The answer without what no two answers share. */
function withoutMetadata({ json }: { readonly json: JsonObject }): JsonObject {
  return { ...json, _metadata: undefined };
}

it("has a row for every route, and a route for every row", () => {
  expect(ROUTES.toSorted()).toEqual(Object.keys(ATTEMPTS).toSorted());
});

describe("the other workspace", () => {
  it("has something in every table of workspaces, so that nothing is compared with nothing", () => {
    const empty = Object.entries(before).filter(([, rows]) => rows.length === 0);
    expect(empty).toEqual([]);
    expect(namesIn(before).length).toBeGreaterThan(15);
  });

  it("has nothing in any other table but its own row", async () => {
    const others = (await tableNames()).filter((name) => !tables.includes(name));
    expect(others).toEqual([
      "alerts",
      "d1_migrations",
      "event_text_config",
      "event_text_content",
      "event_text_data",
      "event_text_idx",
      "heartbeats",
      "marks",
      "sqlite_sequence",
      "totals",
      "workspaces",
    ]);
  });

  it("holds nobody up with an erasure that is not through, which nobody else goes on with", async () => {
    const mine = await createTenant("mine");
    const other = await createTestKey();
    const open = { id: `ers_${crypto.randomUUID()}`, workspaceId: other.workspaceId, address: JOHN };
    await openErasure(env.DB, { ...open, hash: "h", createdAt: 1, suppress: false });
    const waiting = await dumpWorkspace(other.workspaceId, tables);
    const wanted = { eventOId: mine.eventId, conflictOId: mine.conflictId };
    expect(await order(mine.secret, "/api/v2/event/adopt", wanted, silentQueue)).toMatchObject({
      status: 200,
    });
    await order(mine.secret, "/api/v2/subjects/erase", { email: JOHN }, silentQueue);
    expect(await dumpWorkspace(other.workspaceId, tables)).toEqual(waiting);
    await env.DB.prepare("DELETE FROM erasures WHERE id = ?1").bind(open.id).run();
  });

  it("is not touched by messages of the queue that name its event and another workspace", async () => {
    const mine = await createTestKey();
    const other = await createTestKey();
    const { id } = await send({ secret: other.secret, body: emailBody(), env: silentQueue });
    const waiting = await dumpWorkspace(other.workspaceId, tables);
    const letter = { workspaceId: mine.workspaceId, id, run: 1 };
    await deliver([letter, { ...letter, attempts: 3 }]);
    await deliver([{ ...letter, attempts: 9 }], {}, DEAD_LETTERS_QUEUE);
    expect(await dumpWorkspace(other.workspaceId, tables)).toEqual(waiting);
  });
});

let reader: Promise<Tenant> | undefined;

/** One of its own for a route that changes something; those that only read share one. */
function createMine(route: string): Promise<Tenant> {
  if (!route.startsWith("GET ")) return createTenant("mine");
  return (reader ??= createTenant("mine"));
}

describe.each(Object.entries(ATTEMPTS))("%s", (route, row) => {
  let mine: Tenant;
  beforeAll(async () => {
    mine = await createMine(route);
  });

  const attempts =
    row === "takes nothing of a workspace" ? { [row]: { answer: () => ({}) } satisfies Attempt } : row;

  it.each(Object.entries<Attempt>(attempts))("is asked for %s", async (_what, attempt) => {
    const answer = await call(route, mine.secret, attempt, mine, theirs);
    expect(answer.json).toMatchObject(attempt.answer(mine, theirs));
    const asked = JSON.stringify([attempt.query?.(mine, theirs), attempt.body?.(mine, theirs)]);
    const seen = [theirs.conflictId, ...namesIn(before)].filter(
      (name) => answer.text.includes(name) && !asked.includes(name),
    );
    expect(seen).toEqual([]);
    expect(await dumpWorkspace(theirs.workspaceId, tables)).toEqual(before);
  });

  const absent = Object.entries<Attempt>(attempts).filter(([, { answer }]) => answer === ABSENT);
  it.runIf(absent.length > 0).each(absent)("answers %s like what does not exist", async (_what, attempt) => {
    const other = await call(route, mine.secret, attempt, mine, theirs);
    const nobody = await call(route, mine.secret, attempt, mine, NOBODY);
    expect(withoutMetadata(other)).toEqual(withoutMetadata(nobody));
  });

  const readable = absent.filter(([what]) => route.startsWith("GET") && !what.includes("cursor of"));
  it.runIf(readable.length > 0).each(readable)("serves %s to the other itself", async (_what, attempt) => {
    expect((await call(route, theirs.secret, attempt, theirs, theirs)).json["status"]).toBe(200);
  });
});
