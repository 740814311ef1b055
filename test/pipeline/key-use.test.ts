import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";

import { authenticate } from "../../src/pipeline/authenticate.ts";
import { createKeyCache } from "../../src/pipeline/key-cache.ts";
import { noteUse, USE_NOTED_EVERY_MS } from "../../src/pipeline/key-use.ts";
import { createRecent } from "../../src/pipeline/recent.ts";
import { findApiKey } from "../../src/storage/api-keys.ts";
import { emailBody } from "../bodies.ts";
import { faultyD1 } from "../faults.ts";
import { captureLogs } from "../logs.ts";
import { send, silentQueue } from "../send.ts";
import { createTestKey } from "../workspace.ts";

const NOTES = "UPDATE api_keys SET last_used_at";

/** D1 that counts how often the use of a key is written. */
function counting() {
  const writes = { count: 0 };
  const DB = faultyD1(env.DB, ({ sql }) => {
    if (sql.startsWith(NOTES)) writes.count += 1;
    return "none";
  });
  return { DB, writes };
}

async function lastUsedAt(workspaceId: string, id: string): Promise<number | null | undefined> {
  return (await findApiKey(env.DB, workspaceId, id))?.lastUsedAt;
}

afterEach(() => vi.restoreAllMocks());

describe("the last use of a key", () => {
  it("is written once for many requests, after their answers", async () => {
    const { secret, key, workspaceId } = await createTestKey();
    const { DB, writes } = counting();
    expect(await lastUsedAt(workspaceId, key.id)).toBeNull();
    const before = Date.now();
    for (let index = 0; index < 5; index++) {
      await send({ secret, body: emailBody({ eventId: String(index) }), env: { ...silentQueue, DB } });
    }
    expect(writes.count).toBe(1);
    expect(await lastUsedAt(workspaceId, key.id)).toBeGreaterThanOrEqual(before);
  });

  it("is written again when the last time is some minutes ago", async () => {
    const { key, workspaceId } = await createTestKey();
    const { DB, writes } = counting();
    const used = createRecent(USE_NOTED_EVERY_MS);
    const now = Date.now();
    await noteUse(DB, used, key, now);
    await noteUse(DB, used, key, now + USE_NOTED_EVERY_MS - 1);
    expect(await lastUsedAt(workspaceId, key.id)).toBe(now);
    await noteUse(DB, used, key, now + USE_NOTED_EVERY_MS);
    expect(writes.count).toBe(2);
    expect(await lastUsedAt(workspaceId, key.id)).toBe(now + USE_NOTED_EVERY_MS);
  });

  it("is not written again by an isolate that read of it from another", async () => {
    const { secret, key } = await createTestKey();
    const now = Date.now();
    await noteUse(env.DB, createRecent(USE_NOTED_EVERY_MS), key, now);
    const { holder } = await authenticate(env.DB, createKeyCache(), secret, now);
    if (holder === null) throw new Error("the key is not known");
    const { DB, writes } = counting();
    await noteUse(DB, createRecent(USE_NOTED_EVERY_MS), holder.key, now + 1_000);
    expect(writes.count).toBe(0);
  });

  it("never goes back, in whatever order isolates write it", async () => {
    const { key, workspaceId } = await createTestKey();
    const now = Date.now();
    for (const at of [now, now - 60_000]) {
      await noteUse(env.DB, createRecent(USE_NOTED_EVERY_MS), key, at);
    }
    expect(await lastUsedAt(workspaceId, key.id)).toBe(now);
  });

  it.each([
    ["fails", () => Promise.reject(new Error("D1_ERROR: Network connection lost."))],
    ["hangs", () => new Promise<never>(() => {})],
  ])("changes nothing for the sender when writing it %s", async (_case, fail) => {
    const logs = captureLogs();
    const { secret, key, workspaceId } = await createTestKey();
    const DB = faultyD1(env.DB, ({ sql }) => (sql.startsWith(NOTES) ? fail() : "none"));
    const answer = await send({ secret, body: emailBody(), env: { ...silentQueue, DB } });
    expect(answer).toMatchObject({ status: 200, duplicate: false });
    expect(logs.of("key use not noted")).toHaveLength(1);
    expect(await lastUsedAt(workspaceId, key.id)).toBeNull();
  });

  it("is not that of a request that was refused", async () => {
    const { secret, key, workspaceId } = await createTestKey({ scopes: ["read"] });
    expect(await send({ secret, body: emailBody() })).toMatchObject({ code: "insufficient_scope" });
    expect(await lastUsedAt(workspaceId, key.id)).toBeNull();
  });
});
