import { setTimeout } from "node:timers/promises";

import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { zoneOffsets } from "../../src/domain/time-zone.ts";
import { createKey } from "../../src/pipeline/keys.ts";
import { LEXICON } from "../../src/lexicon/lexicon.ts";
import { makeStoredFacts } from "../../src/pipeline/stored-facts.ts";
import { DEFAULT_TERMS, insertWorkspace } from "../../src/storage/workspaces.ts";
import { type Runtime, startRuntime } from "../measure/runtime.ts";
import { codeBlock, read, ROOT, tableBelow } from "./docs.ts";

const PAGE = read("docs/analytics.md");
const POLL_MS = 200;
const DAY_MS = 86_400_000;
const WORKSPACE_ID = "wrk_example";

const historySchema = v.array(
  v.looseObject({ kind: v.string(), from: v.optional(v.string()), to: v.optional(v.string()) }),
);

let runtime: Runtime;

beforeAll(async () => {
  runtime = await startRuntime(ROOT);
  const { DB } = runtime.env;
  const terms = { ...DEFAULT_TERMS, timeZone: "Europe/Berlin", currency: "EUR" };
  const workspace = { id: WORKSPACE_ID, name: "Example", createdAt: 0 };
  await insertWorkspace(DB, workspace, terms, zoneOffsets(terms.timeZone));
  const key = { workspaceId: WORKSPACE_ID, label: "example", provider: "GENERIC", expiresAt: null };
  const created = await createKey(DB, { ...key, scopes: ["ingest"] }, 0);
  const history = v.parse(historySchema, JSON.parse(codeBlock(PAGE, "json", "history")));
  for (const { kind, from, to, ...fields } of history) {
    const people =
      kind === "emails" ? { from: { email: from }, to: [{ email: to }], body: { text: "Hello" } } : {};
    const response = await runtime.worker.fetch(`/api/v2/analytics/webhook/receive/generic/${kind}`, {
      method: "POST",
      headers: { api_key: created?.secret ?? "" },
      body: JSON.stringify({ ...fields, ...people, opportunityName: "A deal" }),
    });
    if (response.status !== 200) throw new Error(`an event was answered ${response.status}`);
  }
  while ((await rows("SELECT id FROM events WHERE workspace_id = ?1 AND status = 'pending'")).length > 0) {
    await setTimeout(POLL_MS);
  }
  await makeStoredFacts(DB, async () => LEXICON, 0);
});

afterAll(() => runtime.close());

async function rows(sql: string): Promise<readonly Record<string, unknown>[]> {
  const { results } = await runtime.env.DB.prepare(sql).bind(WORKSPACE_ID).all();
  return results;
}

/** The lines of the table that begins with these columns, as texts. */
async function lines(sql: string): Promise<readonly (readonly string[])[]> {
  return (await rows(sql)).map(({ day, ...others }) => [
    new Date(Number(day) * DAY_MS).toISOString().slice(0, 10),
    ...Object.values(others).map(String),
  ]);
}

describe("the worked example of docs/analytics.md", () => {
  it("has the figures of each day", async () => {
    expect(
      await lines(
        "SELECT day, campaign, sent, reply, contacted, replied, answered FROM touch_days WHERE workspace_id = ?1",
      ),
    ).toEqual(tableBelow(PAGE, "## A worked example"));
  });

  it("has the outcomes", async () => {
    expect(
      await lines(
        "SELECT day, campaign, type, currency, count, amount FROM outcome_days WHERE workspace_id = ?1",
      ),
    ).toEqual(tableBelow(PAGE, "### Its outcomes"));
  });

  it("has the rate and the times", async () => {
    const [times] = await rows(
      "SELECT reply_ms / 1000 AS s FROM messages WHERE workspace_id = ?1 AND reply_ms > 0",
    );
    expect(PAGE).toContain(`\`1.5 × 3,600 = ${Number(times?.["s"]).toLocaleString("en")}\` s`);
    const [rate] = await rows(
      "SELECT sum(replied) AS replied, sum(contacted) AS contacted FROM touch_days WHERE workspace_id = ?1",
    );
    expect(PAGE).toContain(`three days: ${String(rate?.["replied"])} of ${String(rate?.["contacted"])}.`);
    const [deal] = await rows(
      "SELECT occurred_at - first_touch_at AS ms FROM outcomes WHERE workspace_id = ?1 AND type = 'deal_won'",
    );
    expect(PAGE.replaceAll(/\s+/g, " ")).toContain(`${(Number(deal?.["ms"]) / DAY_MS).toFixed(2)} days`);
  });
});
