import type { ZoneOffset } from "../domain/analytics/local-days.ts";

/** What days of a workspace are, and how far outcomes reach back. */
export type Calendar = {
  readonly timeZone: string;
  readonly attributionDays: number;
  /** Those in force at some time between the two that were asked for. */
  readonly offsets: readonly ZoneOffset[];
  /** How many facts have moved to the days of a new time zone; null when none are on their way. */
  readonly rebuild: { readonly total: number; readonly done: number } | null;
};

export async function readCalendar(
  db: D1Database,
  workspaceId: string,
  from: number,
  to: number,
): Promise<Calendar> {
  const [workspaces, offsets, rebuilds] = await db.batch<Readonly<Record<string, string | number>>>([
    db
      .prepare("SELECT time_zone AS timeZone, attribution_days AS days FROM workspaces WHERE id = ?1")
      .bind(workspaceId),
    db
      .prepare(
        `SELECT from_at AS fromAt, offset_ms AS offsetMs FROM zone_offsets WHERE workspace_id = ?1 AND from_at <= ?3
           AND from_at >= coalesce((SELECT max(from_at) FROM zone_offsets WHERE workspace_id = ?1 AND from_at <= ?2), ?2)
         ORDER BY from_at`,
      )
      .bind(workspaceId, from, to),
    db
      .prepare("SELECT total, done FROM rebuilds WHERE workspace_id = ?1 AND ended_at IS NULL")
      .bind(workspaceId),
  ]);
  const workspace = workspaces?.results[0];
  const rebuild = rebuilds?.results[0];
  return {
    timeZone: String(workspace?.["timeZone"] ?? "UTC"),
    attributionDays: Number(workspace?.["days"]),
    offsets: (offsets?.results ?? []).map(({ fromAt, offsetMs }) => ({
      fromAt: Number(fromAt),
      offsetMs: Number(offsetMs),
    })),
    rebuild:
      rebuild === undefined ? null : { total: Number(rebuild["total"]), done: Number(rebuild["done"]) },
  };
}
