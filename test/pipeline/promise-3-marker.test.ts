import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";

import { forgetMarkers } from "../../src/storage/workspaces.ts";
import { emailBody } from "../bodies.ts";
import { faultyD1, onNth, overriding } from "../faults.ts";
import { countRows, readEvents } from "../rows.ts";
import { send } from "../send.ts";
import { createTestKey } from "../workspace.ts";

const noD1 = () => faultyD1(env.DB, ({ sql }) => (sql.includes("events") ? "before" : "none"));

describe("promise 3: the marker follows the commit", () => {
  it("writes none for an event that D1 did not take", async () => {
    const { secret } = await createTestKey();
    const DB = faultyD1(env.DB, ({ sql }) => (sql.startsWith("INSERT INTO events") ? "before" : "none"));
    const put = vi.fn<() => Promise<void>>(async () => {});
    const MARKERS_KV = overriding(env.MARKERS_KV, { put });
    await send({ secret, body: emailBody(), env: { DB, MARKERS_KV } });
    expect(put).not.toHaveBeenCalled();
  });

  it("says `duplicate: false` when D1 commits and then throws", async () => {
    const { secret, workspaceId } = await createTestKey();
    const DB = faultyD1(env.DB, onNth("INSERT INTO events", 1, "after"));
    const accepted = await send({ secret, body: emailBody(), env: { DB } });
    expect(accepted).toMatchObject({ status: 200, duplicate: false, processingStatus: "pending" });
    expect(await readEvents(workspaceId)).toMatchObject([{ duplicates: 0 }]);
  });

  it("says so too when another arrival came between the commit and the retry", async () => {
    const { secret, workspaceId } = await createTestKey();
    let inserts = 0;
    const DB = faultyD1(env.DB, async ({ sql }) => {
      if (!sql.startsWith("INSERT INTO events")) return "none";
      if (++inserts === 1) return "after";
      const other = await send({ secret, body: emailBody(), env: { MARKERS: "off" } });
      expect(other).toMatchObject({ status: 200, duplicate: true });
      return "none";
    });
    const first = await send({ secret, body: emailBody(), env: { DB } });
    expect(first).toMatchObject({ status: 200, duplicate: false });
    expect(await readEvents(workspaceId)).toMatchObject([{ duplicates: 1 }]);
  });

  it("answers a repeat from the marker without D1, and counts it later", async () => {
    const { secret, workspaceId } = await createTestKey();
    const first = await send({ secret, body: emailBody() });
    const repeat = await send({ secret, body: emailBody(), env: { DB: noD1() } });
    expect(repeat).toMatchObject({ status: 200, id: first.id, duplicate: true, conflict: false });
    await send({ secret, body: emailBody() });
    const countDuplicates = async () => (await readEvents(workspaceId))[0]?.duplicates;
    await expect.poll(countDuplicates, { timeout: 10_000 }).toBeGreaterThan(0);
  });

  it("neither asks nor writes any while many events come at once: D1 decides, a statement for many", async () => {
    const { secret, workspaceId } = await createTestKey();
    await send({ secret, body: emailBody({ eventId: "to know the key" }) });
    const get = vi.spyOn(env.MARKERS_KV, "get");
    const put = vi.spyOn(env.MARKERS_KV, "put");
    const DB = faultyD1(env.DB, async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return "none" as const;
    });
    const bodies = Array.from({ length: 60 }, (_none, index) => emailBody({ eventId: `${index}` }));
    const sendAll = () => Promise.all(bodies.map((body) => send({ secret, body, env: { DB } })));
    expect(new Set((await sendAll()).map(({ duplicate }) => duplicate))).toEqual(new Set([false]));
    expect(get.mock.calls.length).toBeLessThan(20);
    expect(put).toHaveBeenCalledTimes(get.mock.calls.length);
    expect(new Set((await sendAll()).map(({ duplicate }) => duplicate))).toEqual(new Set([true]));
    expect(await readEvents(workspaceId)).toHaveLength(61);
  });

  it("sends a repeat with different content to D1, which keeps both bodies", async () => {
    const { secret, workspaceId } = await createTestKey();
    const first = await send({ secret, body: emailBody({ eventId: "1" }) });
    const differing = await send({ secret, body: emailBody({ eventId: "1", subject: "Another" }) });
    expect(differing).toMatchObject({ status: 200, id: first.id, duplicate: true, conflict: true });
    expect(differing.warnings).toEqual(["conflict"]);
    expect(await countRows("conflicts", workspaceId)).toBe(1);
  });

  it("takes the same instant in another zone for the same content", async () => {
    const { secret } = await createTestKey();
    await send({ secret, body: emailBody({ eventTimestamp: "2024-02-03T10:30:00Z" }) });
    const repeat = await send({ secret, body: emailBody({ eventTimestamp: "2024-02-03T11:30:00+01:00" }) });
    expect(repeat).toMatchObject({ duplicate: true, conflict: false });
  });

  it("compares with an event of an earlier version by understanding it again", async () => {
    const { secret } = await createTestKey();
    const { id } = await send({ secret, body: emailBody({ eventId: "1" }) });
    await env.DB.prepare(
      "UPDATE events SET understood_version = 0, content_hash = 'of another version' WHERE id = ?1",
    )
      .bind(id)
      .run();
    const off = { MARKERS: "off" };
    expect(await send({ secret, body: emailBody({ eventId: "1" }), env: off })).toMatchObject({
      conflict: false,
    });
    expect(await send({ secret, body: emailBody({ eventId: "1", subject: "x" }), env: off })).toMatchObject({
      conflict: true,
    });
  });

  it("ignores the markers of an epoch that is over", async () => {
    const first = await createTestKey();
    await send({ secret: first.secret, body: emailBody() });
    await forgetMarkers(env.DB, first.workspaceId, Date.now());
    // Another key of the workspace: this isolate remembers the first one's epoch for a minute.
    const second = await createTestKey({ workspaceId: first.workspaceId });
    const repeat = await send({ secret: second.secret, body: emailBody(), env: { DB: noD1() } });
    expect(repeat).toMatchObject({ status: 503 });
  });

  it.each([
    ["get fails", { get: () => Promise.reject(new Error("KV GET failed: 500")) }],
    ["get hangs", { get: () => new Promise<never>(() => {}) }],
    ["put hangs", { put: () => new Promise<never>(() => {}) }],
    ["put fails", { put: () => Promise.reject(new Error("KV PUT failed: 429 Too Many Requests")) }],
  ])("changes nothing for the sender when KV's %s", async (_case, methods) => {
    const { secret, workspaceId } = await createTestKey();
    const MARKERS_KV = overriding(env.MARKERS_KV, methods as Partial<KVNamespace>); // its overloads have no literal
    const first = await send({ secret, body: emailBody(), env: { MARKERS_KV } });
    const repeat = await send({ secret, body: emailBody(), env: { MARKERS_KV } });
    expect([first, repeat]).toMatchObject([
      { status: 200, duplicate: false },
      { status: 200, duplicate: true },
    ]);
    expect(await readEvents(workspaceId)).toHaveLength(1);
  });

  it.each([
    ["all", 1],
    ["repeats", 0],
    ["off", 0],
  ])("writes with MARKERS = %s, %i markers for a new event", async (MARKERS, expected) => {
    const { secret } = await createTestKey();
    const { id } = await send({ secret, body: emailBody(), env: { MARKERS } });
    expect((await env.MARKERS_KV.list({ prefix: id })).keys).toHaveLength(expected);
  });

  it("writes with MARKERS = repeats a marker once an event has come twice", async () => {
    const { secret } = await createTestKey();
    const { id } = await send({ secret, body: emailBody(), env: { MARKERS: "repeats" } });
    await send({ secret, body: emailBody(), env: { MARKERS: "repeats" } });
    const { keys } = await env.MARKERS_KV.list({ prefix: id });
    expect(keys).toHaveLength(1);
    expect(keys[0]?.expiration).toBeGreaterThan(Date.now() / 1000 + 6.9 * 24 * 60 * 60);
  });
});
