import type { ApiKey } from "./api-keys.ts";

/** False when there is no such workspace. A key whose hash is there already stays as it is. */
export async function insertApiKey(db: D1Database, key: ApiKey, hash: string): Promise<boolean> {
  return (await keyInsertion(db, key, hash).first()) !== null;
}

/** What `insertApiKey` does, to be done together with more. */
export function keyInsertion(db: D1Database, key: ApiKey, hash: string): D1PreparedStatement {
  return insertion(db, key, hash, "workspaces WHERE id = ?3");
}

/**
 * Puts a new key in the place of one that works, and lets that one end at a time. False, and nothing is done, when the
 * workspace has no such key, or it is over or replaced by another.
 */
export async function replaceApiKey(
  db: D1Database,
  { id, endsAt }: { readonly id: string; readonly endsAt: number },
  key: ApiKey,
  hash: string,
): Promise<boolean> {
  const [, inserted] = await db.batch([
    db
      .prepare(
        `UPDATE api_keys SET expires_at = ?4, replaced_by = ?3
         WHERE workspace_id = ?1 AND id = ?2 AND replaced_by IS NULL AND revoked_at IS NULL
           AND (expires_at IS NULL OR expires_at > ?5)`,
      )
      .bind(key.workspaceId, id, key.id, endsAt, key.createdAt),
    // Replaced by this very key: also when an earlier try has committed and nobody heard of it.
    insertion(db, key, hash, "api_keys WHERE workspace_id = ?3 AND id = ?13 AND replaced_by = ?2", id),
  ]);
  return inserted?.results.length === 1;
}

/** `where` names the one row without which nothing is inserted; `extra` is bound as ?13 and on. */
function insertion(
  db: D1Database,
  key: ApiKey,
  hash: string,
  where: string,
  ...extra: readonly string[]
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO api_keys (hash, id, workspace_id, prefix, label, provider, scopes, created_at, expires_at, revoked_at,
         allows_query, strict)
       SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12 FROM ${where}
       ON CONFLICT (hash) DO UPDATE SET label = label
       RETURNING id`,
    )
    .bind(
      hash,
      key.id,
      key.workspaceId,
      key.prefix,
      key.label,
      key.provider,
      key.scopes.join(" "),
      key.createdAt,
      key.expiresAt,
      key.revokedAt,
      key.allowsQuery ? 1 : 0,
      key.isStrict ? 1 : 0,
      ...extra,
    );
}
