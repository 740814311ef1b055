export type Workspace = { readonly id: string; readonly name: string; readonly createdAt: number };

type WorkspaceRow = { id: string; name: string; created_at: number };

/** False when there is one of this id already, which stays as it is. */
export async function insertWorkspace(db: D1Database, workspace: Workspace): Promise<boolean> {
  const row = await db
    .prepare(
      `INSERT INTO workspaces (id, name, markers_epoch, created_at) VALUES (?1, ?2, 0, ?3)
       ON CONFLICT (id) DO NOTHING RETURNING id`,
    )
    .bind(workspace.id, workspace.name, workspace.createdAt)
    .first();
  return row !== null;
}

export async function listWorkspaces(db: D1Database): Promise<readonly Workspace[]> {
  const { results } = await db
    .prepare("SELECT id, name, created_at FROM workspaces ORDER BY created_at, id")
    .all<WorkspaceRow>();
  return results.map((row) => ({ id: row.id, name: row.name, createdAt: row.created_at }));
}

const RAISE_EPOCH = "UPDATE workspaces SET markers_epoch = max(markers_epoch + 1, CAST(?1 AS INTEGER))";

/**
 * Makes every marker written so far a miss, in one workspace or, with null, in all. The epoch is a time, so that a
 * database set back to an earlier state can't come to an epoch that markers of its lost future carry. Returns the
 * number of workspaces.
 */
export async function forgetMarkers(
  db: D1Database,
  workspaceId: string | null,
  now: number,
): Promise<number> {
  const { results } = await (
    workspaceId === null
      ? db.prepare(`${RAISE_EPOCH} RETURNING id`).bind(now)
      : raiseMarkersEpoch(db, workspaceId, now)
  ).all();
  return results.length;
}

/** The same for one workspace, to be run with what makes the markers untrue. */
export function raiseMarkersEpoch(db: D1Database, workspaceId: string, now: number): D1PreparedStatement {
  return db.prepare(`${RAISE_EPOCH} WHERE id = ?2 RETURNING id`).bind(now, workspaceId);
}
