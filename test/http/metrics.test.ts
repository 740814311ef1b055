import { createExecutionContext } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

import { formatMetrics } from "../../src/http/metrics-text.ts";
import worker from "../../src/index.ts";
import { countEvents } from "../../src/pipeline/count.ts";
import { sweep } from "../../src/pipeline/sweep.ts";
import { callBody, crmBody, emailBody } from "../bodies.ts";
import { deliver } from "../deliver.ts";
import { parsePrometheus } from "../prometheus.ts";
import { request } from "../request.ts";
import { send, silentQueue } from "../send.ts";
import { createTestKey } from "../workspace.ts";

const TOKEN = "token-of-the-tests";

async function scrape() {
  const response = await exports.default.fetch("http://touchlog/metrics", {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  expect({ status: response.status, type: response.headers.get("content-type") }).toEqual({
    status: 200,
    type: "text/plain; version=0.0.4; charset=utf-8",
  });
  return parsePrometheus(await response.text());
}

type Metrics = Awaited<ReturnType<typeof scrape>>;

/** The samples of a counter that are of a provider, by sub-type. */
function byType(metrics: Metrics, name: string, provider: string) {
  const samples = metrics.get(name)?.samples.filter(({ labels }) => labels["provider"] === provider) ?? [];
  return Object.fromEntries(
    samples.map(({ labels, value }) => [`${labels["kind"]} ${labels["type"]}`, value]),
  );
}

function valueOf(metrics: Metrics, name: string, labels: Readonly<Record<string, string>> = {}): number {
  const samples = metrics.get(name)?.samples ?? [];
  return samples.find((sample) => JSON.stringify(sample.labels) === JSON.stringify(labels))?.value ?? 0;
}

/** One run counts a bounded number, and other tests may have left more. */
async function countAll(): Promise<void> {
  while ((await countEvents(env.DB, Date.now())) > 0);
}

describe("/metrics", () => {
  it("counts what was sent, refused and processed, over all workspaces", async () => {
    const provider = `a "quoted" \\ one ${crypto.randomUUID()}`;
    await countAll();
    const before = await scrape();
    const bindings = { ...silentQueue, MARKERS: "off" };
    for (let workspace = 0; workspace < 2; workspace++) {
      const { secret, workspaceId } = await createTestKey({ provider });
      const { id } = await send({ secret, body: emailBody(), env: bindings });
      await send({ secret, kind: "calls", body: callBody(), env: bindings });
      await send({ secret, kind: "crm", body: crmBody(), env: bindings });
      await Promise.all([1, 2].map(() => send({ secret, body: emailBody(), env: bindings })));
      await send({ secret, body: emailBody({ eventType: "none" }), env: bindings });
      await deliver([{ workspaceId, id, run: 1 }]);
    }
    await countAll();
    const after = await scrape();
    expect(byType(after, "touchlog_events_received_total", provider)).toEqual({
      "calls transcript": 2,
      "crm opportunity_created": 2,
      "emails sent": 2,
    });
    expect(byType(after, "touchlog_event_duplicates_total", provider)).toEqual({ "emails sent": 4 });
    expect(byType(after, "touchlog_events_processed_total", provider)).toEqual({ "emails sent": 2 });
    const refused = { code: "invalid_event" };
    const refusals = (metrics: Metrics) => valueOf(metrics, "touchlog_refusals_total", refused);
    expect(refusals(after) - refusals(before)).toBe(2);
  });

  it("says how many events wait and how long, when the sweep ran and until when is counted", async () => {
    await env.DB.prepare("UPDATE events SET status = 'stored' WHERE status = 'pending'").run();
    const { secret } = await createTestKey();
    const { id } = await send({ secret, body: emailBody(), env: silentQueue });
    await env.DB.prepare("UPDATE events SET received_at = received_at - 90000 WHERE id = ?1").bind(id).run();
    const now = Date.now();
    await sweep(env.DB, silentQueue.QUEUE, 60_000, now - 30_000);
    await countEvents(env.DB, now);
    const metrics = await scrape();
    expect(valueOf(metrics, "touchlog_events_pending")).toBe(1);
    expect(valueOf(metrics, "touchlog_oldest_pending_age_seconds")).toBeGreaterThanOrEqual(90);
    expect(valueOf(metrics, "touchlog_last_sweep_age_seconds")).toBeGreaterThanOrEqual(30);
    expect(valueOf(metrics, "touchlog_counted_timestamp_seconds")).toBe(now / 1000);
  });

  it("names no workspace and no key", async () => {
    const { secret, workspaceId } = await createTestKey();
    await send({ secret, body: emailBody(), env: silentQueue });
    await countEvents(env.DB, Date.now());
    const labels = [...(await scrape()).values()].flatMap(({ samples }) =>
      samples.map((sample) => sample.labels),
    );
    expect(JSON.stringify(labels)).not.toMatch(new RegExp(`wrk_|key_[0-9a-f]|${workspaceId}`));
  });

  it("is refused to a wrong token, and to one that is not the whole", async () => {
    for (const token of ["", "wrong", TOKEN.slice(0, -1), `${TOKEN}x`]) {
      const { status, json } = await request("/metrics", { headers: { authorization: `Bearer ${token}` } });
      expect({ status, code: json["code"] }).toEqual({ status: 401, code: "wrong_operator_token" });
    }
  });

  it.each(["", "short"])(
    "is not there while the token is %j, and says how to set it",
    async (OPERATOR_TOKEN) => {
      const incoming = new Request<unknown, IncomingRequestCfProperties>("http://touchlog/metrics", {
        headers: { authorization: `Bearer ${OPERATOR_TOKEN}` },
      });
      const response = await worker.fetch(incoming, { ...env, OPERATOR_TOKEN }, createExecutionContext());
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({
        code: "not_found",
        message: expect.stringContaining("npx wrangler secret put OPERATOR_TOKEN"),
      });
    },
  );
});

it("escapes what would end a label or a line", () => {
  const value = 'back\\slash "quote"\nline\\n';
  const samples = [{ labels: { a: value, b: "" }, value: 1.5 }];
  const text = formatMetrics([{ name: "m", help: "a \\ and\na line", type: "gauge", samples }]);
  expect(text.split("\n")).toHaveLength(4);
  expect(parsePrometheus(text).get("m")).toEqual({ type: "gauge", samples });
});
