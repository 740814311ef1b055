import type { ZoneOffset } from "../domain/time-zone.ts";
import { toCompany } from "./company.ts";

/** What the figures of a workspace depend on besides its events. */
export type Terms = {
  readonly timeZone: string;
  /** In lower case. */
  readonly ownDomains: readonly string[];
  /** That of amounts which name none; null when nobody said it. */
  readonly currency: string | null;
  /** For how long before an outcome a touch counts as its cause. */
  readonly attributionDays: number;
};

export const DEFAULT_TERMS: Terms = { timeZone: "UTC", ownDomains: [], currency: null, attributionDays: 90 };

export type Workspace = { readonly id: string; readonly name: string; readonly createdAt: number };

type WorkspaceRow = {
  id: string;
  name: string;
  created_at: number;
  time_zone: string;
  own_domains: string;
  currency: string | null;
  attribution_days: number;
};

/** False when there is one of this id already, which stays as it is. `offsets` are those of the terms' time zone. */
export async function insertWorkspace(
  db: D1Database,
  workspace: Workspace,
  terms = DEFAULT_TERMS,
  offsets: readonly ZoneOffset[] = [],
): Promise<boolean> {
  const [inserted] = await db.batch(workspaceInsertion(db, workspace, terms, offsets));
  return inserted?.results.length === 1;
}

/** What `insertWorkspace` does, to be done together with more. */
export function workspaceInsertion(
  db: D1Database,
  workspace: Workspace,
  { timeZone, ownDomains, currency, attributionDays } = DEFAULT_TERMS,
  offsets: readonly ZoneOffset[] = [],
): D1PreparedStatement[] {
  return [
    db
      .prepare(
        `INSERT INTO workspaces (id, name, markers_epoch, created_at, time_zone, own_domains, currency, attribution_days)
         VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (id) DO NOTHING RETURNING id`,
      )
      .bind(
        workspace.id,
        workspace.name,
        workspace.createdAt,
        timeZone,
        JSON.stringify(ownDomains),
        currency,
        attributionDays,
      ),
    // Only those of the very zone that stands there now.
    insertOffsets(db, workspace.id, timeZone, offsets),
  ];
}

/** Puts the offsets in the place of none, as long as the zone is the workspace's. */
export function insertOffsets(
  db: D1Database,
  workspaceId: string,
  timeZone: string,
  offsets: readonly ZoneOffset[],
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO zone_offsets (workspace_id, from_at, offset_ms)
       SELECT w.id, o.value ->> 'fromAt', o.value ->> 'offsetMs' FROM json_each(?3) o CROSS JOIN workspaces w
       WHERE w.id = ?1 AND w.time_zone = ?2 ON CONFLICT DO NOTHING`,
    )
    .bind(workspaceId, timeZone, JSON.stringify(offsets));
}

export async function listWorkspaces(db: D1Database): Promise<readonly (Workspace & Terms)[]> {
  const { results } = await db
    .prepare(
      `SELECT id, name, created_at, time_zone, own_domains, currency, attribution_days FROM workspaces
       ORDER BY created_at, id`,
    )
    .all<WorkspaceRow>();
  return results.map((row) => ({ id: row.id, name: row.name, createdAt: row.created_at, ...toTerms(row) }));
}

function toTerms(row: Omit<WorkspaceRow, "id" | "name" | "created_at">): Terms {
  return {
    timeZone: row.time_zone,
    ownDomains: toCompany(row).ownDomains,
    currency: row.currency,
    attributionDays: row.attribution_days,
  };
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
