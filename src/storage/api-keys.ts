import { isScope, type Scope } from "../domain/api-key.ts";

/** A key as it is kept; instants in epoch ms, null where there is none. */
export type ApiKey = {
  readonly id: string;
  readonly workspaceId: string;
  readonly prefix: string;
  readonly label: string;
  /** What events that come with it carry as `providerName`. */
  readonly provider: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
};

/** What a request needs to know of its key and of the workspace behind it. */
export type KeyHolder = {
  readonly key: ApiKey;
  readonly workspaceName: string;
  readonly markersEpoch: number;
};

type ApiKeyRow = {
  id: string;
  workspace_id: string;
  prefix: string;
  label: string;
  provider: string;
  scopes: string;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
};

const COLUMNS = "id, workspace_id, prefix, label, provider, scopes, created_at, expires_at, revoked_at";

/** False when there is no such workspace. A key whose hash is there already stays as it is. */
export async function insertApiKey(db: D1Database, key: ApiKey, hash: string): Promise<boolean> {
  const row = await db
    .prepare(
      `INSERT INTO api_keys (hash, ${COLUMNS})
       SELECT ?1, ?2, id, ?4, ?5, ?6, ?7, ?8, ?9, ?10 FROM workspaces WHERE id = ?3
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
    )
    .first();
  return row !== null;
}

/** Null when no key has this hash. */
export async function findKeyHolder(db: D1Database, hash: string): Promise<KeyHolder | null> {
  const row = await db
    .prepare(
      `SELECT ${COLUMNS.replaceAll(/\w+/g, "k.$&")}, w.name AS workspace_name, w.markers_epoch
       FROM api_keys k JOIN workspaces w ON w.id = k.workspace_id WHERE k.hash = ?1`,
    )
    .bind(hash)
    .first<ApiKeyRow & { workspace_name: string; markers_epoch: number }>();
  if (row === null) return null;
  return { key: toApiKeyRecord(row), workspaceName: row.workspace_name, markersEpoch: row.markers_epoch };
}

/** Null when the workspace has no such key. */
export async function findApiKey(db: D1Database, workspaceId: string, id: string): Promise<ApiKey | null> {
  const row = await db
    .prepare(`SELECT ${COLUMNS} FROM api_keys WHERE workspace_id = ?1 AND id = ?2`)
    .bind(workspaceId, id)
    .first<ApiKeyRow>();
  return row === null ? null : toApiKeyRecord(row);
}

export async function listApiKeys(db: D1Database, workspaceId: string): Promise<readonly ApiKey[]> {
  const { results } = await db
    .prepare(`SELECT ${COLUMNS} FROM api_keys WHERE workspace_id = ?1 ORDER BY created_at, id`)
    .bind(workspaceId)
    .all<ApiKeyRow>();
  return results.map(toApiKeyRecord);
}

/** False when the workspace has no such key. An earlier revocation keeps its time. */
export async function revokeApiKey(
  db: D1Database,
  workspaceId: string,
  id: string,
  now: number,
): Promise<boolean> {
  const row = await db
    .prepare(
      `UPDATE api_keys SET revoked_at = coalesce(revoked_at, ?3) WHERE workspace_id = ?1 AND id = ?2 RETURNING id`,
    )
    .bind(workspaceId, id, now)
    .first();
  return row !== null;
}

/** Lets a key end at a time, unless it ends earlier already. */
export async function expireApiKey(
  db: D1Database,
  workspaceId: string,
  id: string,
  at: number,
): Promise<void> {
  await db
    .prepare(
      `UPDATE api_keys SET expires_at = min(coalesce(expires_at, CAST(?3 AS INTEGER)), CAST(?3 AS INTEGER))
       WHERE workspace_id = ?1 AND id = ?2`,
    )
    .bind(workspaceId, id, at)
    .run();
}

function toApiKeyRecord(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    prefix: row.prefix,
    label: row.label,
    provider: row.provider,
    scopes: row.scopes.split(" ").filter(isScope),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}
