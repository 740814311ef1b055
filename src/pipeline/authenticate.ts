import { isPlausibleApiKey } from "../domain/api-key.ts";
import { sha256Hex } from "../domain/digest.ts";
import { findHolderOf, findKeyHolder, type KeyHolder } from "../storage/api-keys.ts";
import { persist } from "../storage/d1.ts";
import { FRESH_MS, type KeyCache, STALE_MS } from "./key-cache.ts";

export type Authentication =
  | { readonly ok: true; readonly holder: KeyHolder }
  /** `holder` null when nobody has the key. */
  | { readonly ok: false; readonly failure: KeyFailure; readonly holder: KeyHolder | null };

export type KeyFailure =
  | { readonly code: "unknown_api_key" }
  | { readonly code: "revoked_api_key"; readonly at: number }
  | { readonly code: "expired_api_key"; readonly at: number };

/** Who holds the key. Throws Unavailable when D1 gives no answer and this isolate does not know the key. */
export async function authenticate(
  db: D1Database,
  cache: KeyCache,
  secret: string,
  now: number,
): Promise<Authentication> {
  const find = async () => {
    const hash = await sha256Hex(secret);
    return persist(() => findKeyHolder(db, hash));
  };
  // Before the cache too, which knows those who signed in by what they can be named by.
  return judge(isPlausibleApiKey(secret) ? await lookUp(cache, secret, find, now) : null, now);
}

/** The same for a key that showed itself before, and is known by its id since. */
export async function authenticateKnown(
  db: D1Database,
  cache: KeyCache,
  { workspaceId, keyId }: { readonly workspaceId: string; readonly keyId: string },
  now: number,
): Promise<Authentication> {
  // No key has a space in it.
  const name = `${workspaceId} ${keyId}`;
  const find = () => persist(() => findHolderOf(db, workspaceId, keyId));
  return judge(await lookUp(cache, name, find, now), now);
}

function judge(holder: KeyHolder | null, now: number): Authentication {
  if (holder === null) return { ok: false, failure: { code: "unknown_api_key" }, holder };
  const { revokedAt, expiresAt } = holder.key;
  if (revokedAt !== null) return { ok: false, failure: { code: "revoked_api_key", at: revokedAt }, holder };
  if (expiresAt !== null && expiresAt <= now) {
    return { ok: false, failure: { code: "expired_api_key", at: expiresAt }, holder };
  }
  return { ok: true, holder };
}

async function lookUp(
  cache: KeyCache,
  name: string,
  find: () => Promise<KeyHolder | null>,
  now: number,
): Promise<KeyHolder | null> {
  const cached = cache.get(name);
  if (cached !== null && now - cached.readAt < FRESH_MS) return cached.holder;
  try {
    const holder = await find();
    cache.set(name, { holder, readAt: now });
    return holder;
  } catch (error) {
    if (cached !== null && now - cached.readAt < STALE_MS) return cached.holder;
    throw error;
  }
}
