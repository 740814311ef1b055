import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

import { findEvent } from "../../src/storage/events.ts";
import { emailBody } from "../bodies.ts";
import { faultyD1, onNth } from "../faults.ts";
import { readEvents } from "../rows.ts";
import { send } from "../send.ts";
import { createTestKey } from "../workspace.ts";

describe("promise 1: acknowledged means stored", () => {
  it("answers 503 with Retry-After when D1 never takes the event, and keeps nothing", async () => {
    const { secret, workspaceId } = await createTestKey();
    const DB = faultyD1(env.DB, ({ sql }) => (sql.startsWith("INSERT INTO events") ? "before" : "none"));
    const refused = await send({ secret, body: emailBody(), env: { DB } });
    expect(refused).toMatchObject({ status: 503, code: "unavailable", retryAfter: "5" });
    expect(await readEvents(workspaceId)).toEqual([]);
  });

  it("takes the same event afterwards as if nothing had been", async () => {
    const { secret, workspaceId } = await createTestKey();
    const DB = faultyD1(env.DB, ({ sql }) => (sql.startsWith("INSERT INTO events") ? "before" : "none"));
    await send({ secret, body: emailBody(), env: { DB } });
    const accepted = await send({ secret, body: emailBody() });
    expect(accepted).toMatchObject({ status: 200, duplicate: false });
    expect(await readEvents(workspaceId)).toMatchObject([{ id: accepted.id, duplicates: 0 }]);
  });

  it("tries again by itself when D1 fails once before the commit", async () => {
    const { secret, workspaceId } = await createTestKey();
    const DB = faultyD1(env.DB, onNth("INSERT INTO events", 1, "before"));
    const accepted = await send({ secret, body: emailBody(), env: { DB } });
    expect(accepted).toMatchObject({ status: 200, duplicate: false });
    expect(await readEvents(workspaceId)).toHaveLength(1);
  });

  it("does not try again when D1 says that it is overloaded", async () => {
    const { secret } = await createTestKey();
    let tries = 0;
    const DB = faultyD1(
      env.DB,
      ({ sql }) => (sql.startsWith("INSERT INTO events") && ++tries > 0 ? "before" : "none"),
      "D1_ERROR: D1 DB is overloaded. Too many requests queued.",
    );
    const refused = await send({ secret, body: emailBody(), env: { DB } });
    expect(refused).toMatchObject({ status: 503, code: "unavailable" });
    expect(tries).toBe(1);
  });

  it("answers 503 while the database is full, reads on, and takes the event once there is room", async () => {
    const { secret, workspaceId } = await createTestKey();
    const stored = await send({ secret, body: emailBody({ eventId: "1" }) });
    const full = faultyD1(
      env.DB,
      ({ sql }) => (/^\s*(?:INSERT|UPDATE|DELETE)/.test(sql) ? "before" : "none"),
      "D1_ERROR: Exceeded maximum DB size",
    );
    const bindings = { DB: full, MARKERS: "off" };
    expect(await send({ secret, body: emailBody({ eventId: "2" }), env: bindings })).toMatchObject({
      status: 503,
      code: "unavailable",
      retryAfter: "5",
    });
    expect(await findEvent(full, workspaceId, stored.id)).toMatchObject({ id: stored.id });
    expect(await send({ secret, body: emailBody({ eventId: "2" }) })).toMatchObject({ duplicate: false });
  });

  it("answers 503, and not that the key is unknown, when the key can't be looked up", async () => {
    const { secret } = await createTestKey();
    const DB = faultyD1(env.DB, ({ sql }) => (sql.includes("api_keys") ? "before" : "none"));
    const refused = await send({ secret, body: emailBody(), env: { DB } });
    expect(refused).toMatchObject({ status: 503, code: "unavailable", retryAfter: "5" });
    expect(await send({ secret, body: emailBody() })).toMatchObject({ status: 200, duplicate: false });
  });

  it.each([
    ["PROCESSED_EVENT_TYPES", "sent,letter"],
    ["MARKERS", "some"],
    ["SWEEP_AFTER_SECONDS", "soon"],
  ])("answers 503 and stores nothing while the setting %s has the value %s", async (setting, value) => {
    const { secret, workspaceId } = await createTestKey();
    const refused = await send({ secret, body: emailBody(), env: { [setting]: value } });
    expect(refused).toMatchObject({ status: 503, code: "unavailable", retryAfter: "5" });
    expect(await readEvents(workspaceId)).toEqual([]);
  });
});
