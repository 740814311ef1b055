import { env } from "cloudflare:workers";
import * as v from "valibot";
import { describe, expect, it, vi } from "vitest";

import { KEPT_ATTEMPTS, recordAttempts } from "../../src/storage/attempts.ts";
import { crmBody, emailBody } from "../bodies.ts";
import { DEAD_LETTERS_QUEUE, deliver } from "../deliver.ts";
import { faultyD1 } from "../faults.ts";
import { get, ISO_TIME, order, post } from "../request.ts";
import { send, silentQueue } from "../send.ts";
import { createTestKey } from "../workspace.ts";

const schema = v.object({
  data: v.looseObject({ story: v.array(v.looseObject({ step: v.string() })), connection: v.unknown() }),
});

const rejectionSchema = v.object({ data: v.object({ eventOId: v.string(), receivedAt: v.string() }) });

async function tell(secret: string, id: string) {
  return v.parse(schema, (await get(secret, `/api/v2/event/get?eventOId=${id}`)).json).data;
}

const failing: Partial<Env> = {
  DB: faultyD1(
    env.DB,
    ({ sql }) => (sql.startsWith("INSERT INTO messages") ? "before" : "none"),
    "a bad day",
  ),
};

async function sendOne() {
  const { secret, workspaceId } = await createTestKey({ provider: "N8N" });
  const { id } = await send({ secret, body: emailBody(), env: silentQueue });
  return { secret, id, ticket: { workspaceId, id, run: 1 } };
}

describe("the story of an event", () => {
  it("begins with its arrival, and names the connection that sent it", async () => {
    const { secret, key } = await createTestKey({ provider: "MAKE" });
    const { id } = await send({ secret, kind: "crm", body: crmBody() });
    expect(await tell(secret, id)).toMatchObject({
      connection: { keyOId: key.id, keyLabel: "test", providerName: "MAKE" },
      story: [{ at: ISO_TIME, step: "received" }],
    });
  });

  it("tells of each body that was refused before it became the event", async () => {
    const { secret } = await createTestKey();
    const refused = [];
    for (let time = 0; time < 2; time++) {
      const { json } = await post(secret, "crm", crmBody({ opportunityName: null }));
      refused.push(json["rejectionOId"]);
    }
    const path = "/api/v2/rejections/replay";
    for (const id of refused) await order(secret, path, { rejectionOIds: [id], body: crmBody() });
    const { json } = await get(secret, `/api/v2/rejections/get?rejectionOId=${String(refused[0])}`);
    const { eventOId, receivedAt } = v.parse(rejectionSchema, json).data;
    const { story } = await tell(secret, eventOId);
    expect(story[0]).toEqual({
      at: ISO_TIME,
      step: "mended",
      rejectionOId: refused[0],
      refusedAt: receivedAt,
    });
    expect(story.filter(({ step }) => step === "mended").map((step) => step["rejectionOId"])).toEqual(
      refused,
    );
  });

  it("tells of the queue and of how it ended", async () => {
    const { secret, id, ticket } = await sendOne();
    await deliver([ticket]);
    expect((await tell(secret, id)).story).toEqual([
      { at: ISO_TIME, step: "received" },
      { at: ISO_TIME, step: "queued", run: 1 },
      { at: ISO_TIME, step: "processed", run: 1, attempt: 1 },
    ]);
  });

  it("tells of each attempt with its reason, of the end, and of what a replay came to", async () => {
    const { secret, id, ticket } = await sendOne();
    const queuedAt = new Date();
    await deliver([{ ...ticket, queuedAt }], failing);
    await deliver([{ ...ticket, queuedAt, attempts: 2 }], failing);
    await deliver([ticket], {}, DEAD_LETTERS_QUEUE);
    const reason: unknown = expect.stringContaining("a bad day");
    const failed = [
      { at: ISO_TIME, step: "received" },
      { at: ISO_TIME, step: "queued", run: 1 },
      { at: ISO_TIME, step: "attempt_failed", run: 1, attempt: 1, reason },
      { at: ISO_TIME, step: "attempt_failed", run: 1, attempt: 2, reason },
    ];
    expect((await tell(secret, id)).story).toEqual([
      ...failed,
      { at: ISO_TIME, step: "failed", run: 1, attempt: 2, reason },
    ]);
    await order(secret, "/api/v2/event/replay", { eventOIds: [id] });
    await vi.waitFor(
      async () => {
        const { story } = await tell(secret, id);
        expect(story.map(({ step }) => step)).toEqual([
          "received",
          "attempt_failed",
          "attempt_failed",
          "replayed",
          "queued",
          "processed",
        ]);
        expect(story.at(-1)).toEqual({ at: ISO_TIME, step: "processed", run: 2, attempt: 1 });
      },
      { timeout: 20_000, interval: 200 },
    );
  });

  it("forgets that an attempt began when it ended well after all", async () => {
    const { secret, id, ticket } = await sendOne();
    await deliver([{ ...ticket, attempts: 3 }]);
    expect((await tell(secret, id)).story.map(({ step }) => step)).toEqual([
      "received",
      "queued",
      "processed",
    ]);
  });

  it("says of an attempt that ended the isolate that it began", async () => {
    const { secret, id, ticket } = await sendOne();
    const DB = faultyD1(env.DB, ({ sql }) =>
      sql.startsWith("INSERT INTO messages") ? new Promise<never>(() => {}) : "none",
    );
    void deliver([{ ...ticket, attempts: 3 }], { DB });
    await vi.waitFor(async () =>
      expect((await tell(secret, id)).story).toContainEqual({
        at: ISO_TIME,
        step: "attempt_failed",
        run: 1,
        attempt: 3,
        reason: "delivery 3 began and did not end",
      }),
    );
  });

  it("keeps the latest attempts only", async () => {
    const { secret, id, ticket } = await sendOne();
    for (let attempt = 1; attempt <= KEPT_ATTEMPTS + 2; attempt++) {
      const delivery = { ...ticket, messageId: "m", queuedAt: 1, attempt };
      await recordAttempts(env.DB, [{ ...delivery, at: attempt, reason: "a bad day" }]);
    }
    const attempts = (await tell(secret, id)).story.filter(({ step }) => step === "attempt_failed");
    expect(attempts).toHaveLength(KEPT_ATTEMPTS);
    expect(attempts[0]).toMatchObject({ attempt: 3 });
  });

  it("counts repeats, exactly where D1 answered and as a minimum where a marker did", async () => {
    const { secret, id } = await sendOne();
    const repeat = (bindings: Partial<Env>) =>
      send({ secret, body: emailBody(), env: { ...silentQueue, ...bindings } });
    await repeat({ MARKERS: "off" });
    expect(await tell(secret, id)).toMatchObject({ duplicates: 1, duplicatesAreMinimum: false });
    await vi.waitFor(async () => {
      await repeat({});
      expect(await tell(secret, id)).toMatchObject({ duplicatesAreMinimum: true });
    }, 20_000);
    const { story } = await tell(secret, id);
    expect(story).toContainEqual({
      at: ISO_TIME,
      step: "duplicate",
      count: expect.any(Number),
      isLast: true,
    });
  });
});

describe("the list of events that failed", () => {
  it("has just those, with or without types", async () => {
    const { secret, workspaceId } = await createTestKey();
    const ids = [];
    for (const eventId of ["1", "2", "3"]) {
      const { id } = await send({ secret, body: emailBody({ eventId }), env: silentQueue });
      ids.push(id);
    }
    const ticket = { workspaceId, id: ids[1] ?? "", run: 1 };
    await deliver([ticket], failing);
    await deliver([ticket], {}, DEAD_LETTERS_QUEUE);
    const list = "/api/v2/event/list?startDate=2020-01-01";
    for (const filter of ["", "&eventTypes=EMAIL_SENT"]) {
      expect(await get(secret, `${list}&processingStatus=failed${filter}`)).toMatchObject({
        json: { data: { events: [{ oId: ids[1], processingStatus: "failed" }], total: 1, hasMore: false } },
      });
      expect(await get(secret, `${list}&processingStatus=pending${filter}`)).toMatchObject({
        json: { data: { total: 2 } },
      });
    }
    const { json } = await get(secret, `${list}&processingStatus=lost`);
    expect(json["errors"]).toMatchObject([{ path: "processingStatus" }]);
  });
});
