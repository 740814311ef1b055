import type { EventStatus } from "./events.ts";

/** Those that have come to an end: a pending event is on its way already. */
export const REPLAYABLE = ["failed", "processed", "stored"] as const satisfies readonly EventStatus[];

export type ReplayFilter = {
  /** Epoch ms, both inclusive, of the events' own time. */
  readonly from: number;
  readonly to: number;
  /** Sub-types; null for all. */
  readonly types: readonly string[] | null;
  readonly statuses: readonly (typeof REPLAYABLE)[number][];
};

/** The failed ones have an index of their own, which a query finds only by the literal. */
export function withStatus({ statuses }: ReplayFilter): string {
  return statuses.length === 1 && statuses[0] === "failed" ? "AND status = 'failed'" : "";
}

// ?4 and ?5 are JSON lists, ?4 null for all sub-types.
export const IN_FILTER = `workspace_id = ?1 AND occurred_at BETWEEN ?2 AND ?3
  AND (?4 IS NULL OR type IN (SELECT value FROM json_each(?4)))
  AND status IN (SELECT value FROM json_each(?5))`;

export function bindFilter(workspaceId: string, { from, to, types, statuses }: ReplayFilter) {
  return [workspaceId, from, to, types === null ? null : JSON.stringify(types), JSON.stringify(statuses)];
}

/** How many events of each status a filter takes in. Reads each of its range, or only the failed ones. */
export async function countReplayable(
  db: D1Database,
  workspaceId: string,
  filter: ReplayFilter,
): Promise<Partial<Record<EventStatus, number>>> {
  const { results } = await db
    .prepare(
      `SELECT status, count(*) AS n FROM events WHERE ${IN_FILTER} ${withStatus(filter)} GROUP BY status`,
    )
    .bind(...bindFilter(workspaceId, filter))
    .all<{ status: EventStatus; n: number }>();
  return Object.fromEntries(results.map(({ status, n }) => [status, n]));
}
