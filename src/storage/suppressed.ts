// Addresses of people who were erased and asked to stay so, as keyed hashes.

/**
 * The hashes of all addresses that a body holds, for an insert to check by itself; null when the workspace is taken to
 * have nobody suppressed, which the insert checks as well.
 */
export type AddressHashes = readonly string[] | null;

/**
 * The condition of an insert that keeps nobody who is suppressed. `workspace` and `hashes` are the parameters of the
 * statement, like ?2; the value of the second comes from `bindHashes`.
 */
export function nobodySuppressed(workspace: string, hashes: string, values: AddressHashes): string {
  return values === null
    ? `NOT EXISTS (SELECT 1 FROM suppressed WHERE workspace_id = ${workspace} AND ${hashes} IS NULL)`
    : `NOT EXISTS (SELECT 1 FROM json_each(${hashes}) h CROSS JOIN suppressed s
         ON s.workspace_id = ${workspace} AND s.hash = h.value)`;
}

/** The same for each item of a JSON list, with the fields `workspaceId` and `hashes`; `item` is its alias. */
export function noneOfThemSuppressed(item: string): string {
  return `NOT EXISTS (SELECT 1 FROM suppressed s WHERE s.workspace_id = ${item}.value ->> 'workspaceId'
    AND (${item}.value ->> 'hashes' IS NULL
      OR s.hash IN (SELECT h.value FROM json_each(${item}.value, '$.hashes') h)))`;
}

export function bindHashes(values: AddressHashes): string | null {
  return values === null ? null : JSON.stringify(values);
}

/** True when somebody of these is suppressed. */
export async function isAnySuppressed(
  db: D1Database,
  workspaceId: string,
  hashes: readonly string[],
): Promise<boolean> {
  const row = await db
    .prepare(`SELECT 1 WHERE ${nobodySuppressed("?1", "?2", hashes)}`)
    .bind(workspaceId, bindHashes(hashes))
    .first();
  return row === null;
}

/** False when the address was not suppressed. */
export async function unsuppress(db: D1Database, workspaceId: string, hash: string): Promise<boolean> {
  const row = await db
    .prepare("DELETE FROM suppressed WHERE workspace_id = ?1 AND hash = ?2 RETURNING hash")
    .bind(workspaceId, hash)
    .first();
  return row !== null;
}
