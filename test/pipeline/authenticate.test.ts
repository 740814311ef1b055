import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

import { authenticate, authenticateKnown } from "../../src/pipeline/authenticate.ts";
import { createKeyCache } from "../../src/pipeline/key-cache.ts";
import { revokeApiKey } from "../../src/storage/api-keys.ts";
import { Unavailable } from "../../src/storage/d1.ts";
import { faultyD1 } from "../faults.ts";
import { createTestKey } from "../workspace.ts";

const MINUTE_MS = 60_000;

const away = () => faultyD1(env.DB, () => "before", "D1 DB is overloaded");

describe("a key that this isolate has seen", () => {
  it("is looked up again after a minute, so that a revocation takes effect", async () => {
    const { secret, key, workspaceId } = await createTestKey();
    const cache = createKeyCache();
    const now = Date.now();
    expect(await authenticate(env.DB, cache, secret, now)).toMatchObject({ ok: true });
    await revokeApiKey(env.DB, workspaceId, key.id, now);
    expect(await authenticate(env.DB, cache, secret, now + MINUTE_MS - 1)).toMatchObject({ ok: true });
    expect(await authenticate(env.DB, cache, secret, now + MINUTE_MS)).toMatchObject({
      ok: false,
      failure: { code: "revoked_api_key" },
    });
  });

  it("is looked up again at once when the isolate is told to forget it, and no other is", async () => {
    const [{ secret, key, workspaceId }, other] = [await createTestKey(), await createTestKey()];
    const cache = createKeyCache();
    const now = Date.now();
    await authenticate(env.DB, cache, secret, now);
    await authenticate(env.DB, cache, other.secret, now);
    await authenticate(env.DB, cache, "tl_nobody", now);
    await revokeApiKey(env.DB, workspaceId, key.id, now);
    cache.forget(key.id);
    expect(await authenticate(env.DB, cache, secret, now)).toMatchObject({ ok: false });
    expect(await authenticate(away(), cache, other.secret, now)).toMatchObject({ ok: true });
  });

  it("serves for five minutes while D1 is away", async () => {
    const { secret } = await createTestKey();
    const cache = createKeyCache();
    const now = Date.now();
    await authenticate(env.DB, cache, secret, now);
    expect(await authenticate(away(), cache, secret, now + 5 * MINUTE_MS - 1)).toMatchObject({ ok: true });
    await expect(authenticate(away(), cache, secret, now + 5 * MINUTE_MS)).rejects.toThrow(Unavailable);
  });

  it("expires at its time, also between two look-ups", async () => {
    const now = Date.now();
    const { secret } = await createTestKey({ expiresAt: now + 1_000 });
    const cache = createKeyCache();
    expect(await authenticate(env.DB, cache, secret, now)).toMatchObject({ ok: true });
    expect(await authenticate(away(), cache, secret, now + 1_000)).toMatchObject({
      ok: false,
      failure: { code: "expired_api_key" },
    });
  });

  it("is remembered as unknown too", async () => {
    const cache = createKeyCache();
    const now = Date.now();
    const unknown = { ok: false, failure: { code: "unknown_api_key" } };
    expect(await authenticate(env.DB, cache, "tl_nobody", now)).toMatchObject(unknown);
    expect(await authenticate(away(), cache, "tl_nobody", now + MINUTE_MS - 1)).toMatchObject(unknown);
  });
});

it("takes nobody for the holder who only names the key of somebody signed in", async () => {
  const { key, workspaceId } = await createTestKey();
  const cache = createKeyCache();
  const named = { workspaceId, keyId: key.id };
  expect(await authenticateKnown(env.DB, cache, named, Date.now())).toMatchObject({ ok: true });
  const answer = await authenticate(env.DB, cache, `${workspaceId} ${key.id}`, Date.now());
  expect(answer).toEqual({ ok: false, failure: { code: "unknown_api_key" }, holder: null });
});
