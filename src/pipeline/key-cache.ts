import type { KeyHolder } from "../storage/api-keys.ts";

const MAX_KEYS = 1_000;

/** How long a look-up is good for, and with it how late a revocation takes effect. */
export const FRESH_MS = 60_000;

/** How long it still serves while D1 gives no answer. */
export const STALE_MS = 5 * 60_000;

/** `holder` null stands for a key that nobody has. */
export type CachedKey = { readonly holder: KeyHolder | null; readonly readAt: number };

export type KeyCache = ReturnType<typeof createKeyCache>;

/** The keys used last in this isolate, unknown ones too, by the key itself: it never leaves memory. */
export function createKeyCache() {
  const entries = new Map<string, CachedKey>();
  return {
    get(secret: string): CachedKey | null {
      return entries.get(secret) ?? null;
    },
    set(secret: string, entry: CachedKey): void {
      // Deleted first, so that the order of a Map is the order of the last look-up.
      entries.delete(secret);
      entries.set(secret, entry);
      const [oldest] = entries.keys();
      if (entries.size > MAX_KEYS && oldest !== undefined) entries.delete(oldest);
    },
    /** The next request with the key of this id looks it up again. */
    forget(keyId: string): void {
      for (const [secret, { holder }] of entries) {
        if (holder?.key.id === keyId) entries.delete(secret);
      }
    },
    /** The same for all keys of a workspace. */
    forgetWorkspace(workspaceId: string): void {
      for (const [secret, { holder }] of entries) {
        if (holder?.key.workspaceId === workspaceId) entries.delete(secret);
      }
    },
  };
}
