import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";

import { listRefusalCounts } from "../../src/storage/refusal-counts.ts";
import { emailBody } from "../bodies.ts";
import { faultyD1, overriding } from "../faults.ts";
import { captureLogs } from "../logs.ts";
import { order } from "../order.ts";
import { get, post, request } from "../request.ts";
import { readEvents } from "../rows.ts";
import { send, silentQueue } from "../send.ts";
import { createTestKey } from "../workspace.ts";

const LIMIT = 5;

/** The real limiter, with a limit that is soon reached. */
const tight = { ...silentQueue, RATE_LIMITER: env.TIGHT_LIMITER };

/** The limiter of a key that is over its limit. */
const full = {
  ...silentQueue,
  RATE_LIMITER: overriding(env.RATE_LIMITER, { limit: async () => ({ success: false }) }),
};

function sendNth(secret: string, eventId: string | number, bindings: Partial<Env>) {
  return send({ secret, body: emailBody({ eventId: String(eventId) }), env: bindings });
}

afterEach(() => vi.restoreAllMocks());

describe("a key that sends without end", () => {
  it("is told to wait 5 seconds once it is over the limit, and what it sent is not stored", async () => {
    const { secret, workspaceId } = await createTestKey();
    const answers = [];
    // The limiter's period may turn over on the way, but twice the limit is too much for any two.
    for (let index = 0; index <= 2 * LIMIT; index++) answers.push(await sendNth(secret, index, tight));
    expect(answers.slice(0, LIMIT).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) {
      expect(answer).toMatchObject({ status: 429, code: "rate_limited", retryAfter: "5" });
    }
    expect(await readEvents(workspaceId)).toHaveLength(answers.length - refused.length);
  });

  it("leaves every other key alone, also of its workspace", async () => {
    const { secret, workspaceId } = await createTestKey();
    const other = await createTestKey({ workspaceId });
    for (let index = 0; index <= 2 * LIMIT; index++) await sendNth(secret, index, tight);
    expect(await sendNth(other.secret, "other", tight)).toMatchObject({ status: 200 });
  });

  it("is answered from a marker all the same, and such repeats do not count", async () => {
    const { secret } = await createTestKey();
    await sendNth(secret, 1, {});
    const limit = vi.fn<RateLimit["limit"]>(async () => ({ success: false }));
    const RATE_LIMITER = overriding(env.RATE_LIMITER, { limit });
    expect(await sendNth(secret, 1, { RATE_LIMITER })).toMatchObject({ status: 200, duplicate: true });
    expect(limit).not.toHaveBeenCalled();
    expect(await sendNth(secret, 2, { RATE_LIMITER })).toMatchObject({ status: 429 });
    expect(limit).toHaveBeenCalledOnce();
  });

  it("costs D1 nothing but the count of its refusals", async () => {
    const { secret, key, workspaceId } = await createTestKey();
    await sendNth(secret, 1, silentQueue);
    const statements: string[] = [];
    const DB = faultyD1(env.DB, ({ sql }) => {
      statements.push(sql);
      return "none";
    });
    await sendNth(secret, 2, { ...full, DB });
    expect(statements).toEqual([expect.stringMatching(/^INSERT INTO refusal_counts/)]);
    const counts = await listRefusalCounts(env.DB, workspaceId, 0, Date.now());
    expect(counts).toMatchObject([{ keyId: key.id, code: "rate_limited", count: 1 }]);
    expect((await get(secret, "/api/v2/rejections")).json).toMatchObject({ data: { rejections: [] } });
  });

  it("reads and replays on", async () => {
    const { secret } = await createTestKey();
    const { json } = await post(secret, "emails", "broken");
    expect(await sendNth(secret, 1, full)).toMatchObject({ status: 429 });
    const replay = { rejectionOIds: [json["rejectionOId"]], body: emailBody() };
    const replayed = await order(secret, "/api/v2/rejections/replay", replay, full);
    expect(replayed.json["data"]).toMatchObject({ results: [{ outcome: "accepted" }] });
    expect(await request("/readyz", { headers: { api_key: secret } })).toMatchObject({ status: 200 });
  });
});

describe("a sender that is not a loop", () => {
  it("sends 1,500 events at once and is never told to wait", { timeout: 60_000 }, async () => {
    const { secret } = await createTestKey();
    await sendNth(secret, "first", silentQueue);
    const outcomes: Promise<RateLimitOutcome>[] = [];
    const RATE_LIMITER = overriding(env.RATE_LIMITER, {
      limit: (asked) => {
        const outcome = env.RATE_LIMITER.limit(asked);
        outcomes.push(outcome);
        return outcome;
      },
    });
    const answers = await Promise.all(
      Array.from({ length: 1_500 }, (_, index) =>
        send({
          secret,
          body: emailBody({ eventType: "opened", eventId: String(index) }),
          env: { ...silentQueue, MARKERS: "off", RATE_LIMITER },
        }),
      ),
    );
    expect(answers.filter(({ status }) => status === 429)).toEqual([]);
    // Not only since a slow limiter lets everything through.
    expect(await Promise.all(outcomes)).toEqual(Array.from({ length: 1_500 }, () => ({ success: true })));
  });

  it.each([
    ["fails", () => Promise.reject(new Error("internal error"))],
    ["hangs", () => new Promise<never>(() => {})],
  ])("gets its events stored when the limiter %s", async (_case, limit) => {
    const logs = captureLogs();
    const { secret, workspaceId } = await createTestKey();
    const RATE_LIMITER = overriding(env.RATE_LIMITER, { limit });
    expect(await sendNth(secret, 1, { ...silentQueue, RATE_LIMITER })).toMatchObject({ status: 200 });
    expect(await readEvents(workspaceId)).toHaveLength(1);
    expect(logs.of("rate limiter not available")).toHaveLength(1);
  });

  it("is never told to wait with RATE_LIMIT = off", async () => {
    const { secret } = await createTestKey();
    expect(await sendNth(secret, 1, { ...full, RATE_LIMIT: "off" })).toMatchObject({ status: 200 });
  });
});
