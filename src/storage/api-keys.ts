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
  /** False when it must not come as a query parameter. */
  readonly allowsQuery: boolean;
  /** Whether events that come with it are taken in the contract's own form only, unless the request says otherwise. */
  readonly isStrict: boolean;
  /** Minutes behind at most. */
  readonly lastUsedAt: number | null;
  /** The id of the key that a rotation made in its place. */
  readonly replacedBy: string | null;
};

/** What a request needs to know of its key and of the workspace behind it. */
export type KeyHolder = {
  readonly key: ApiKey;
  readonly workspaceName: string;
  readonly markersEpoch: number;
  /** Whether the workspace has anybody suppressed. */
  readonly hasSuppressed: boolean;
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
  allows_query: number;
  strict: number;
  last_used_at: number | null;
  replaced_by: string | null;
};

const COLUMNS = `id, workspace_id, prefix, label, provider, scopes, created_at, expires_at, revoked_at, allows_query,
  strict, last_used_at, replaced_by`;

const HOLDERS = `SELECT ${COLUMNS.replaceAll(/\w+/g, "k.$&")}, w.name AS workspace_name, w.markers_epoch,
    EXISTS (SELECT 1 FROM suppressed s WHERE s.workspace_id = w.id) AS has_suppressed
  FROM api_keys k JOIN workspaces w ON w.id = k.workspace_id`;

type HolderRow = ApiKeyRow & { workspace_name: string; markers_epoch: number; has_suppressed: number };

/** Null when no key has this hash. */
export async function findKeyHolder(db: D1Database, hash: string): Promise<KeyHolder | null> {
  return toKeyHolder(await db.prepare(`${HOLDERS} WHERE k.hash = ?1`).bind(hash).first<HolderRow>());
}

/** The same for a key that is known by its id; null when the workspace has no such key. */
export async function findHolderOf(
  db: D1Database,
  workspaceId: string,
  id: string,
): Promise<KeyHolder | null> {
  const statement = db.prepare(`${HOLDERS} WHERE k.workspace_id = ?1 AND k.id = ?2`).bind(workspaceId, id);
  return toKeyHolder(await statement.first<HolderRow>());
}

function toKeyHolder(row: HolderRow | null): KeyHolder | null {
  if (row === null) return null;
  return {
    key: toApiKeyRecord(row),
    workspaceName: row.workspace_name,
    markersEpoch: row.markers_epoch,
    hasSuppressed: row.has_suppressed === 1,
  };
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

/** The keys of all workspaces that work now and end by `until`, the first to end first, at most `limit`. */
export async function listExpiringKeys(
  db: D1Database,
  now: number,
  until: number,
  limit: number,
): Promise<readonly (ApiKey & { readonly expiresAt: number })[]> {
  const { results } = await db
    .prepare(
      `SELECT ${COLUMNS} FROM api_keys WHERE expires_at > ?1 AND expires_at <= ?2 AND revoked_at IS NULL
       ORDER BY expires_at LIMIT ?3`,
    )
    .bind(now, until, limit)
    .all<ApiKeyRow & { expires_at: number }>();
  return results.map((row) => ({ ...toApiKeyRecord(row), expiresAt: row.expires_at }));
}

/** The key as it is then; null when the workspace has no such key. An earlier revocation keeps its time. */
export async function revokeApiKey(
  db: D1Database,
  workspaceId: string,
  id: string,
  now: number,
): Promise<ApiKey | null> {
  const row = await db
    .prepare(
      `UPDATE api_keys SET revoked_at = coalesce(revoked_at, ?3) WHERE workspace_id = ?1 AND id = ?2
       RETURNING ${COLUMNS}`,
    )
    .bind(workspaceId, id, now)
    .first<ApiKeyRow>();
  return row === null ? null : toApiKeyRecord(row);
}

/** What may be changed of a key; null leaves it as it is. */
export type ApiKeyChange = {
  readonly label: string | null;
  readonly allowsQuery: boolean | null;
  readonly isStrict: boolean | null;
};

/** The key as it is then; null when the workspace has no such key. */
export async function changeApiKey(
  db: D1Database,
  workspaceId: string,
  id: string,
  { label, allowsQuery, isStrict }: ApiKeyChange,
): Promise<ApiKey | null> {
  const row = await db
    .prepare(
      `UPDATE api_keys SET label = coalesce(?3, label), allows_query = coalesce(?4, allows_query),
         strict = coalesce(?5, strict)
       WHERE workspace_id = ?1 AND id = ?2 RETURNING ${COLUMNS}`,
    )
    .bind(workspaceId, id, label, toFlag(allowsQuery), toFlag(isStrict))
    .first<ApiKeyRow>();
  return row === null ? null : toApiKeyRecord(row);
}

function toFlag(value: boolean | null): number | null {
  return value === null ? null : Number(value);
}

export async function noteApiKeyUse(
  db: D1Database,
  workspaceId: string,
  id: string,
  at: number,
): Promise<void> {
  await db
    .prepare(
      `UPDATE api_keys SET last_used_at = max(coalesce(last_used_at, 0), CAST(?3 AS INTEGER))
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
    allowsQuery: row.allows_query === 1,
    isStrict: row.strict === 1,
    lastUsedAt: row.last_used_at,
    replacedBy: row.replaced_by,
  };
}
