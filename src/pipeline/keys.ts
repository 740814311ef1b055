import { type Scope, shownPrefix, toApiKey } from "../domain/api-key.ts";
import { sha256Hex } from "../domain/digest.ts";
import { type ApiKey, expireApiKey, findApiKey, insertApiKey } from "../storage/api-keys.ts";

export type NewKey = {
  readonly workspaceId: string;
  readonly label: string;
  readonly provider: string;
  readonly scopes: readonly Scope[];
  /** Epoch ms; null for a key without end. */
  readonly expiresAt: number | null;
};

/** `secret` is the key itself: shown once, never kept. */
export type CreatedKey = { readonly secret: string; readonly key: ApiKey };

/** Null when there is no such workspace. */
export function createKey(db: D1Database, wanted: NewKey, now: number): Promise<CreatedKey | null> {
  return keep(db, wanted, toApiKey(crypto.getRandomValues(new Uint8Array(32))), now);
}

/** A key of a given text, for the local demo workspace; one that is there already stays as it is. */
export function createKeyFrom(
  db: D1Database,
  wanted: NewKey,
  secret: string,
  now: number,
): Promise<CreatedKey | null> {
  return keep(db, wanted, secret, now);
}

/**
 * Makes a new key like the given one, with as long a life, while the old one works on for `graceMs`. Null when the
 * workspace has no such key or when it is revoked or expired.
 */
export async function rotateKey(
  db: D1Database,
  workspaceId: string,
  keyId: string,
  graceMs: number,
  now: number,
): Promise<CreatedKey | null> {
  const old = await findApiKey(db, workspaceId, keyId);
  if (old === null || old.revokedAt !== null || (old.expiresAt ?? Infinity) <= now) return null;
  // The new key first: when the second step fails both work, and rotating again mends it.
  const expiresAt = old.expiresAt === null ? null : now + (old.expiresAt - old.createdAt);
  const created = await createKey(db, { ...old, expiresAt }, now);
  await expireApiKey(db, workspaceId, keyId, now + graceMs);
  return created;
}

async function keep(db: D1Database, wanted: NewKey, secret: string, now: number): Promise<CreatedKey | null> {
  const key: ApiKey = {
    id: `key_${crypto.randomUUID().replaceAll("-", "").slice(0, 24)}`,
    workspaceId: wanted.workspaceId,
    prefix: shownPrefix(secret),
    label: wanted.label,
    provider: wanted.provider,
    scopes: wanted.scopes,
    createdAt: now,
    expiresAt: wanted.expiresAt,
    revokedAt: null,
  };
  const isKept = await insertApiKey(db, key, await sha256Hex(secret));
  return isKept ? { secret, key } : null;
}
