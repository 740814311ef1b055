import type { ApiKey } from "../storage/api-keys.ts";

/** A key as its workspace's admins see it. The key itself is not known. */
export function toKeyView(key: ApiKey, now: number) {
  return {
    keyOId: key.id,
    keyPrefix: key.prefix,
    label: key.label,
    providerName: key.provider,
    scopes: key.scopes,
    allowQuery: key.allowsQuery,
    strict: key.isStrict,
    status: statusOf(key, now),
    createdAt: toIso(key.createdAt),
    lastUsedAt: toIso(key.lastUsedAt),
    expiresAt: toIso(key.expiresAt),
    revokedAt: toIso(key.revokedAt),
    replacedByOId: key.replacedBy,
  };
}

function statusOf({ revokedAt, expiresAt }: ApiKey, now: number): "active" | "expired" | "revoked" {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && expiresAt <= now ? "expired" : "active";
}

function toIso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
