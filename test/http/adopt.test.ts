import { env } from "cloudflare:workers";
import * as v from "valibot";
import { describe, expect, it } from "vitest";

import { sha256Hex } from "../../src/domain/digest.ts";
import { adopt } from "../../src/pipeline/adopt.ts";
import { createIsolate } from "../../src/pipeline/isolate.ts";
import { readSettings } from "../../src/settings.ts";
import { findKeyHolder } from "../../src/storage/api-keys.ts";
import { emailBody } from "../bodies.ts";
import { faultyD1 } from "../faults.ts";
import { get, ISO_TIME, order } from "../request.ts";
import { countRows, readEvents } from "../rows.ts";
import { send, silentQueue } from "../send.ts";
import { createTestKey } from "../workspace.ts";

const PATH = "/api/v2/event/adopt";

const eventSchema = v.object({
  data: v.looseObject({
    processingStatus: v.string(),
    eventSummary: v.string(),
    body: v.string(),
    results: v.looseObject({ message: v.unknown() }),
    conflicts: v.array(v.looseObject({ conflictOId: v.string(), body: v.string() })),
    story: v.array(v.looseObject({ step: v.string() })),
  }),
});

async function find(secret: string, id: string) {
  return v.parse(eventSchema, (await get(secret, `/api/v2/event/get?eventOId=${id}`)).json).data;
}

/** An event with one conflict, both emails of the subjects given. */
async function sendTwice(secret: string, first: string, second: string) {
  const { id } = await send({ secret, body: emailBody({ eventId: "1", subject: first }) });
  await send({ secret, body: emailBody({ eventId: "1", subject: second }) });
  await expect
    .poll(async () => (await find(secret, id)).processingStatus, { timeout: 20_000 })
    .toBe("processed");
  const [conflict] = (await find(secret, id)).conflicts;
  return { eventOId: id, conflictOId: conflict?.conflictOId ?? "" };
}

describe("adopting a conflict", () => {
  it("makes it the event, processes it again, and keeps the other beside it, so that it can be undone", async () => {
    const { secret } = await createTestKey();
    const wanted = await sendTwice(secret, "Old", "New");
    expect((await order(secret, PATH, wanted)).json["data"]).toEqual({
      ...wanted,
      processingStatus: "pending",
    });
    await expect
      .poll(() => find(secret, wanted.eventOId), { timeout: 20_000 })
      .toMatchObject({
        processingStatus: "processed",
        eventSummary: "sarah@company.com → john@prospect.com: New",
        body: JSON.stringify(emailBody({ eventId: "1", subject: "New" })),
        results: { message: { conversation: expect.stringContaining('"new"') } },
        conflicts: [{ body: JSON.stringify(emailBody({ eventId: "1", subject: "Old" })) }],
      });
    const adopted = await find(secret, wanted.eventOId);
    expect(adopted.story).toContainEqual({ at: ISO_TIME, step: "adopted" });
    const [old] = adopted.conflicts;
    await order(secret, PATH, { ...wanted, conflictOId: old?.conflictOId });
    await expect
      .poll(() => find(secret, wanted.eventOId), { timeout: 20_000 })
      .toMatchObject({
        processingStatus: "processed",
        eventSummary: "sarah@company.com → john@prospect.com: Old",
      });
  });

  it("follows the new content when that is of a sub-type that is not processed", async () => {
    const { secret, workspaceId } = await createTestKey();
    const wanted = await sendTwice(secret, "Old", "New");
    await send({ secret, body: emailBody({ eventId: "1", eventType: "opened" }) });
    const conflict = (await find(secret, wanted.eventOId)).conflicts.find(({ body }) =>
      body.includes("opened"),
    );
    const { json } = await order(secret, PATH, { ...wanted, conflictOId: conflict?.conflictOId });
    expect(json["data"]).toMatchObject({ processingStatus: "stored" });
    expect(await countRows("messages", workspaceId)).toBe(0);
  });

  it("decides what later arrivals differ from", async () => {
    const { secret } = await createTestKey();
    const wanted = await sendTwice(secret, "Old", "New");
    await order(secret, PATH, wanted);
    const again = (subject: string) =>
      send({ secret, body: emailBody({ eventId: "1", subject }), env: silentQueue });
    expect(await again("New")).toMatchObject({ duplicate: true, conflict: false });
    expect(await again("Old")).toMatchObject({ duplicate: true, conflict: true });
  });

  it("is done once when the answer of the first try was lost", async () => {
    const { secret, workspaceId } = await createTestKey();
    const wanted = await sendTwice(secret, "Old", "New");
    let calls = 0;
    const DB = faultyD1(env.DB, ({ sql }) =>
      sql.startsWith("UPDATE events SET content_hash") && calls++ === 0 ? "after" : "none",
    );
    const holder = await findKeyHolder(env.DB, await sha256Hex(secret));
    if (holder === null) throw new Error("no such key");
    const receiver = {
      db: DB,
      kv: env.MARKERS_KV,
      queue: silentQueue.QUEUE ?? env.QUEUE,
      settings: readSettings(env),
      isolate: createIsolate(),
      secret: null,
      keepAlive: () => {},
    };
    const ids = { eventId: wanted.eventOId, conflictId: wanted.conflictOId };
    expect(await adopt(receiver, holder, ids, Date.now())).toMatchObject({ ok: true, status: "pending" });
    expect(calls).toBe(2);
    expect(await readEvents(workspaceId)).toMatchObject([{ run: 2 }]);
  });

  it("needs an event and a conflict that there are, in this workspace", async () => {
    const ours = await createTestKey();
    const theirs = await createTestKey();
    const wanted = await sendTwice(theirs.secret, "Old", "New");
    expect((await order(ours.secret, PATH, wanted)).status).toBe(404);
    const other = await order(theirs.secret, PATH, { ...wanted, conflictOId: `con_${"0".repeat(40)}` });
    expect({ status: other.status, code: other.json["code"] }).toEqual({ status: 404, code: "not_found" });
    const { json } = await order(theirs.secret, PATH, { eventOId: wanted.eventOId });
    expect(json["errors"]).toMatchObject([{ path: "conflictOId", code: "missing" }]);
    expect(await find(theirs.secret, wanted.eventOId)).toMatchObject({
      body: expect.stringContaining("Old"),
    });
  });
});
