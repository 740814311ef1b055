import { Webhook } from "standardwebhooks";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { makeDemo } from "../../src/cli/start/demo.ts";
import { alertOperator, raiseTest } from "../../src/pipeline/alerts.ts";
import { countEvents } from "../../src/pipeline/count.ts";
import { createKey } from "../../src/pipeline/keys.ts";
import { tallyRefusals } from "../../src/storage/refusal-counts.ts";
import { KINDS } from "../../src/domain/kinds/registry.ts";
import type { Cost } from "../measure/meter.ts";
import { BATCH, type Costs, measureIdleMinute, measureRows } from "../measure/rows.ts";
import { type Runtime, startRuntime } from "../measure/runtime.ts";
import { createReceiver, TARGET } from "../alerts.ts";
import { codeBlock, codeBlocks, codeSpans, read, ROOT, tableBelow } from "./docs.ts";

let runtime: Runtime;
let idleMinute: Cost;

beforeAll(async () => {
  runtime = await startRuntime(ROOT);
  idleMinute = await measureIdleMinute(runtime);
});

afterAll(() => runtime.close());

async function answer(
  path: string,
  init?: { method: string; headers: Record<string, string>; body: string },
) {
  const response = await runtime.worker.fetch(path, init ?? { headers: { api_key: runtime.secret } });
  return { status: response.status, body: v.parse(v.looseObject({}), await response.json()) };
}

/** What the curl of a page asks for. */
function readCurl(curl: string) {
  const url = /'http:\/\/127\.0\.0\.1:8787([^']*)'/.exec(curl)?.[1] ?? "";
  const headers = Object.fromEntries(
    [...curl.matchAll(/-H '([^:]+): ([^']*)'/g)].map(([, name = "", value = ""]) => [name, value]),
  );
  const body = /-d '([^']*)'/.exec(curl)?.[1];
  return { url, headers, body };
}

describe("README.md, a first event", () => {
  const page = read("README.md");

  it("is answered as it says, a second time as a duplicate, and is processed within seconds", async () => {
    await makeDemo(runtime.env.DB, Date.now());
    const { url, headers, body = "" } = readCurl(codeBlock(page, "sh", "first event"));
    const expected = v.parse(v.looseObject({}), JSON.parse(codeBlock(page, "json", "first answer")));
    const first = await answer(url, { method: "POST", headers, body });
    expect(first).toMatchObject({ status: 200, body: { ...expected, _metadata: expect.anything() } });
    const again = await answer(url, { method: "POST", headers, body });
    expect(again.body).toMatchObject({ additionalData: { duplicate: true } });

    const look = readCurl(codeBlock(page, "sh", "first look"));
    const results: unknown = JSON.parse(codeBlock(page, "json", "first results"));
    await expect
      .poll(async () => (await runtime.worker.fetch(look.url, { headers: look.headers })).json(), {
        timeout: 10_000,
      })
      .toMatchObject({ data: results });
  });
});

describe("docs/contract.md", () => {
  const page = read("docs/contract.md");

  it.each(KINDS.map(({ name }) => name))(
    "shows a body of %s that is accepted without a warning",
    async (kind) => {
      const body = codeBlock(page, "json", kind);
      const headers = { "x-api-key": runtime.secret };
      const sent = await answer(`/api/v2/analytics/webhook/receive/generic/${kind}`, {
        method: "POST",
        headers,
        body,
      });
      expect(sent).toMatchObject({
        status: 200,
        body: { additionalData: { duplicate: false, warnings: [] } },
      });
    },
  );

  it("names the fields of an answer, of a refusal and of an event, and no others", async () => {
    const path = "/api/v2/analytics/webhook/receive/generic/emails";
    const post = (body: string) =>
      answer(path, { method: "POST", headers: { api_key: runtime.secret }, body });
    const accepted = await post(codeBlock(page, "json", "emails").replace("message-0002", "message-0003"));
    expect(shapeOf(accepted.body)).toEqual(shapeOf(JSON.parse(codeBlock(page, "json", "answer"))));
    const refused = await post(codeBlock(page, "json", "emails").replace('"reply"', '"deal_won"'));
    expect(shapeOf(refused.body)).toEqual(shapeOf(JSON.parse(codeBlock(page, "json", "refusal"))));

    const events = [
      { eventId: "new" },
      { eventId: "message-0003" },
      { eventId: "new" },
      { eventId: "x", to: null },
    ].map((fields) => ({ type: "email", ...JSON.parse(codeBlock(page, "json", "emails")), ...fields }));
    const imported = await answer("/api/v2/event/import", {
      method: "POST",
      headers: { api_key: runtime.secret },
      body: JSON.stringify({ events, callbackUrl: "https://example.com" }),
    });
    const shownImport = v.parse(importSchema, JSON.parse(codeBlock(page, "json", "import")));
    const { data: result } = v.parse(importSchema, imported.body);
    expect(shapeOf(imported.body)).toEqual(shapeOf(shownImport));
    expect(result.results.map(shapeOf)).toEqual(shownImport.data.results.map(shapeOf));
    const job = await answer(`/api/v2/event/import/status?oId=${result.jobs[0]?.oId}`);
    expect(shapeOf(job.body)).toEqual(shapeOf(JSON.parse(codeBlock(page, "json", "import job"))));

    const rejections = await answer("/api/v2/rejections");
    expect(shapeOf(rejections.body)).toEqual(shapeOf(JSON.parse(codeBlock(page, "json", "rejections"))));

    const replayed = await answer("/api/v2/event/replay", {
      method: "POST",
      headers: { api_key: runtime.secret },
      body: '{"eventOIds": ["evt_x"]}',
    });
    const { replayOId } = v.parse(
      v.object({ data: v.looseObject({ replayOId: v.string() }) }),
      replayed.body,
    ).data;
    const replay = await answer(`/api/v2/event/replay/status?replayOId=${replayOId}`);
    expect(shapeOf(replay.body)).toEqual(shapeOf(JSON.parse(codeBlock(page, "json", "replay"))));

    const erased = await answer("/api/v2/subjects/erase", {
      method: "POST",
      headers: { api_key: runtime.secret },
      body: '{"email": "nobody@nowhere.example", "suppress": false}',
    });
    expect(shapeOf(erased.body)).toEqual(shapeOf(JSON.parse(codeBlock(page, "json", "erasure"))));

    const list = await answer("/api/v2/event/list?startDate=2020-01-01&limit=1");
    const { data } = v.parse(
      v.object({ data: v.object({ events: v.tuple([v.looseObject({ oId: v.string() })]) }) }),
      list.body,
    );
    const [listed] = data.events;
    const { body } = await answer(`/api/v2/event/get?eventOId=${listed.oId}`);
    const { data: event } = v.parse(v.object({ data: v.looseObject({}) }), body);
    const rows = tableBelow(page, "### `GET /api/v2/event/get?eventOId=…` **[O]**");
    const described = rows.flatMap(([cell = ""]) => codeSpans(cell));
    expect(Object.keys(event).filter((name) => !(name in listed))).toEqual(described);
    const named = codeSpans(page);
    expect(Object.keys(listed).filter((name) => !named.includes(name))).toEqual([]);
  });
});

const importSchema = v.looseObject({
  data: v.looseObject({
    jobs: v.array(v.looseObject({ oId: v.string() })),
    results: v.array(v.looseObject({})),
  }),
});

describe("docs/contract.md, keys", () => {
  const page = read("docs/contract.md");
  const createdSchema = v.looseObject({
    data: v.looseObject({ key: v.looseObject({ keyOId: v.string() }) }),
  });

  function order(path: string, label: string, keyOId: string) {
    const body = codeBlock(page, "json", label).replace("key_…", keyOId);
    return answer(path, { method: "POST", headers: { api_key: runtime.secret }, body });
  }

  it("shows orders that are carried out, and the fields of their answers, no others", async () => {
    const created = await order("/api/v2/keys", "create key", "");
    expect(created.status).toBe(200);
    const shown = v.parse(createdSchema, JSON.parse(codeBlock(page, "json", "created key")));
    expect(shapeOf(created.body)).toEqual(shapeOf(shown));
    const { keyOId } = v.parse(createdSchema, created.body).data.key;

    const listed = await answer("/api/v2/keys");
    expect(shapeOf(listed.body)).toEqual(shapeOf(JSON.parse(codeBlock(page, "json", "keys"))));

    const { key } = shown.data;
    for (const [name, shape] of [
      ["update", { key }],
      ["rotate", { ...shown.data, replaced: key }],
      ["revoke", { key }],
    ] as const) {
      const { status, body } = await order(`/api/v2/keys/${name}`, `${name} key`, keyOId);
      expect({ status, data: shapeOf(body["data"]) }).toEqual({ status: 200, data: shapeOf(shape) });
    }
  });
});

/** The names of all fields, at every depth. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== "object" || value === null) return "value";
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]: [string, unknown]) => [name, shapeOf(inner)]),
  );
}

async function names(sql: string): Promise<readonly string[]> {
  const { results } = await runtime.env.DB.prepare(sql).all<{ name: string }>();
  return results.map(({ name }) => name);
}

// What SQLite says of the columns that a virtual table has for its own commands.
const OF_FTS5 = 1;

describe("docs/storage.md", () => {
  const page = read("docs/storage.md");

  it("names every table with its columns, and no others", async () => {
    const tables = await names(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'
         AND name <> 'd1_migrations' ORDER BY name`,
    );
    const described = [...page.matchAll(/^### `(\w+)`$/gm)].map(([, table = ""]) => ({
      table,
      columns: tableBelow(page, `### \`${table}\``).flatMap(([name = ""]) => codeSpans(name)),
    }));
    const actual = await Promise.all(
      tables.map(async (table) => ({
        table,
        columns: await names(`SELECT name FROM pragma_table_xinfo('${table}') WHERE hidden <> ${OF_FTS5}`),
      })),
    );
    expect(described.toSorted((a, b) => (a.table < b.table ? -1 : 1))).toEqual(actual);
  });

  it("names every index, and no others", async () => {
    const indexes = await names(
      "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name",
    );
    const described = tableBelow(page, "## Indexes").flatMap(([name = ""]) => codeSpans(name));
    expect(described.toSorted()).toEqual(indexes);
  });
});

const SPREAD = 5;

describe("what the pages say that D1 does for an event", () => {
  let costs: Costs;

  beforeAll(async () => {
    costs = await measureRows(runtime);
  });

  it("is what D1 reports as rows written", () => {
    const measured = costs.events.map(({ kind, type, received, processed }) => [
      `${kind} ${type}`,
      String(received.rowsWritten),
      String(processed.rowsWritten),
      String(received.rowsWritten + processed.rowsWritten),
    ]);
    const described = tableBelow(read("docs/storage.md"), "## Rows written").map(([event = "", ...rows]) => [
      codeSpans(event).join(" "),
      ...rows,
    ]);
    expect(described).toEqual(measured);
    expect(read("docs/storage.md")).toContain(
      `A repeat that D1 answers writes ${costs.events[0]?.repeated.rowsWritten}; one that a marker answers ${costs.repeats.rowsWritten},`,
    );
  });

  it("is what D1 reports of conflicts and sweeps", () => {
    const { conflict, idleSweep, sweep, refusedSweep } = costs;
    const each = (sweep.rowsWritten - idleSweep.rowsWritten) / BATCH;
    const page = read("docs/storage.md").replaceAll(/\s+/g, " ");
    const more = (minute: Cost) => minute.rowsWritten - idleMinute.rowsWritten;
    const [opened] = costs.events;
    const ofFacts = BATCH * ((opened?.processed.rowsWritten ?? 0) - 1);
    expect(page).toContain(
      `without work writes ${idleMinute.rowsWritten}. One that counts writes ${more(costs.storedMinute) - ofFacts} more for all like events of a key, and ${more(costs.processedMinute)} more`,
    );
    const { rowsWritten: ofWords } = costs.words;
    expect(page).toContain(
      `Making events findable writes ${ofWords - BATCH} a minute, and ${(ofWords - 1) / BATCH} for each event.`,
    );
    expect(page).toContain(
      `A conflict writes ${conflict.rowsWritten}. A sweep writes ${idleSweep.rowsWritten}, and ${each} for each event that it queues.`,
    );
    expect(page).toContain(
      `While the queue refuses messages it writes ${refusedSweep.rowsWritten}, however many wait`,
    );
  });

  it("is what D1 reports as statements before the answer", () => {
    const described = tableBelow(read("docs/architecture.md"), "### What a sender waits for");
    const [received] = costs.events.map((event) => event.received.statements);
    const [repeated] = costs.events.map((event) => event.repeated.statements);
    expect(described.map(([, statements = ""]) => statements)).toEqual([
      String(received),
      `${costs.keyLookUp.statements} more`,
      "0",
      String(repeated),
      expect.stringContaining(`${costs.conflict.statements - 2}, and a transaction of 2`),
    ]);
  });

  it("is what the sums of docs/operations.md begin with", () => {
    const page = read("docs/operations.md");
    const ofStored = costs.events.filter(({ isStored }) => isStored);
    const ofEmails = costs.events.filter(({ kind, isStored }) => kind === "emails" && !isStored);
    const indexed = Math.ceil(costs.words.rowsRead / BATCH);
    const ofWord = (costs.words.rowsWritten - 1) / BATCH;
    const counted = Math.ceil((costs.storedMinute.rowsRead - idleMinute.rowsRead) / BATCH);
    // The facts of each event stand in the table.
    const [opened] = ofStored;
    const ofFacts = BATCH * ((opened?.processed.rowsWritten ?? 0) - 1);
    const ofCounting = costs.storedMinute.rowsWritten - idleMinute.rowsWritten - ofFacts;
    const ofTotals = costs.processedMinute.rowsWritten - idleMinute.rowsWritten;
    const { rowsRead: idleRead, rowsWritten: idleWritten } = idleMinute;
    const sums = page.matchAll(/`(\d+) × \$0\.001 = /g);
    const statedReads = Array.from(sums, ([, rows]) => Number(rows));
    for (const [events, minute] of [
      [ofStored, idleWritten + ofCounting + 1],
      [ofEmails, idleWritten + ofCounting + 1 + ofTotals],
    ] as const) {
      const most = (unit: "rowsRead" | "rowsWritten") =>
        Math.max(...events.map(({ received, processed }) => received[unit] + processed[unit]));
      const rowsWritten = most("rowsWritten") + ofWord;
      expect(page).toContain(`\`${rowsWritten} × $1.00 = `);
      // Ids are random, and a few rows more or less are read by how they are ordered.
      const expected = most("rowsRead") + counted + indexed;
      const rowsRead = statedReads.find((stated) => Math.abs(stated - expected) <= SPREAD);
      expect(rowsRead).toBeDefined();
      expect(page).toContain(`\`(100,000 − ${minute} × 1,440) / ${rowsWritten} = `);
      expect(page).toContain(`\`(5,000,000 − ${idleRead} × 1,440) / ${rowsRead} = `);
    }
    expect(page).toContain(`${counted} of those read by the cron trigger`);
    expect(page).toContain(`${ofWord} of those written and ${indexed} of those read to make it findable`);
  });
});

describe("docs/operations.md, alerts", () => {
  const page = read("docs/operations.md");

  it("shows the message of every cause, and no others", async () => {
    const receiver = createReceiver();
    await makeTrouble(runtime);
    const now = Date.now();
    await raiseTest(runtime.env.DB, runtime.workspaceId, now);
    for (const minutes of [0, 10]) {
      await alertOperator(runtime.env.DB, TARGET, receiver.fetcher, now + minutes * 60_000);
    }
    const sent = new Map(receiver.messages.map(({ id: _id, ...message }) => [message.type, message]));
    const shown = codeBlocks(page)
      .filter(({ label }) => label.startsWith("alert "))
      .map(({ label, code }) => [label.replace("alert ", ""), shapeOf(JSON.parse(code))]);
    expect(Object.fromEntries(shown)).toEqual(
      Object.fromEntries([...sent].map(([type, message]) => [type, shapeOf(message)])),
    );
    const described = tableBelow(page, "### Alerts").flatMap(([cause = ""]) => codeSpans(cause));
    expect(described.toSorted()).toEqual([...sent.keys()].toSorted());
  });

  it("verifies a message as it says", async () => {
    const receiver = createReceiver();
    await runtime.env.DB.prepare("UPDATE alerts SET try_at = 0, attempts = 0").run();
    const verified: unknown[] = [];
    const example = codeBlock(page, "js", "verify").replace(/^import .*$/gm, "");
    // The page's own code, which is what a reader would run.
    // oxlint-disable-next-line typescript/no-implied-eval, no-new-func, typescript/no-unsafe-type-assertion
    const verify = new Function(
      "Webhook",
      "ALERT_SECRET",
      "request",
      `return (async () => {${example}\nreturn message})()`,
    ) as (...parameters: readonly unknown[]) => Promise<unknown>;
    async function fetcher(input: RequestInfo | URL, init?: RequestInit) {
      verified.push(await verify(Webhook, TARGET.secret, new Request(input, init)));
      return receiver.fetcher(input, init);
    }
    await alertOperator(runtime.env.DB, TARGET, fetcher, Date.now());
    expect(verified.length).toBeGreaterThan(3);
    expect(verified).toEqual(receiver.messages.map(({ id: _id, ...message }) => message));
  });
});

/** One of everything that the operator is told of. */
async function makeTrouble({ env, workspaceId, key, secret }: Runtime): Promise<void> {
  const now = Date.now();
  const hour = 60 * 60_000;
  const order = { workspaceId, label: "n8n", provider: "N8N", scopes: ["ingest"] } as const;
  const failing = await createKey(env.DB, { ...order, expiresAt: now + 3 * 24 * hour }, now);
  const insert = env.DB.prepare(
    "INSERT OR REPLACE INTO key_activity (hour, key_id, workspace_id, count, last_at) VALUES (?1, ?2, ?3, 10, ?4)",
  );
  const hours = Array.from({ length: 30 }, (_none, index) => now - (index + 3) * hour);
  await countEvents(env.DB, now);
  await env.DB.batch([
    env.DB.prepare("DELETE FROM key_activity"),
    env.DB.prepare("DELETE FROM refusal_counts"),
    ...hours.flatMap((at) =>
      [key.id, failing?.key.id ?? ""].map((id) => insert.bind(Math.floor(at / hour), id, workspaceId, at)),
    ),
  ]);
  const keyId = failing?.key.id ?? "";
  await tallyRefusals(env.DB, {
    workspaceId,
    keyId,
    code: "invalid_event",
    at: now,
    counter: "one",
    total: 20,
  }).run();
  const ids = [];
  for (const eventId of ["failed", "pending"]) {
    const body = codeBlock(read("docs/contract.md"), "json", "emails").replace("message-0002", eventId);
    const path = "/api/v2/analytics/webhook/receive/generic/emails";
    const { body: json } = await answer(path, { method: "POST", headers: { api_key: secret }, body });
    ids.push(
      v.parse(v.looseObject({ additionalData: v.object({ eventOId: v.string() }) }), json).additionalData
        .eventOId,
    );
  }
  const [failed, pending] = ids;
  await env.DB.batch([
    env.DB.prepare("UPDATE events SET status = 'failed', ended_at = ?2 WHERE id = ?1").bind(
      failed,
      now - 120_000,
    ),
    env.DB.prepare(
      "UPDATE events SET status = 'pending', run = 9, due_at = ?2 + 1e9, received_at = ?2 - 1e6 WHERE id = ?1",
    ).bind(pending, now),
  ]);
}
