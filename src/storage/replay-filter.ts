import type { EventStatus } from "./events.ts";
import { WITH_STATUS } from "./status-condition.ts";

/** Those that have come to an end: a pending event is on its way already. */
export const REPLAYABLE = ["failed", "processed", "stored"] as const satisfies readonly EventStatus[];

export type ReplayFilter = {
  /** Epoch ms, both inclusive, of the events' own time. */
  readonly from: number;
  readonly to: number;
  /** Sub-types; null for all. */
  readonly types: readonly string[] | null;
  readonly status: (typeof REPLAYABLE)[number];
};

/** SQL for the number of events that the filter takes in, with the parameters ?1 to ?4 of `bindFilter`. */
export function countSql({ status }: ReplayFilter): string {
  return `SELECT count(*) AS n FROM events WHERE workspace_id = ?1 AND occurred_at BETWEEN ?2 AND ?3
    AND (?4 IS NULL OR type IN (SELECT value FROM json_each(?4))) ${WITH_STATUS[status]}`;
}

export function bindFilter(workspaceId: string, { from, to, types }: ReplayFilter) {
  return [workspaceId, from, to, types === null ? null : JSON.stringify(types)] as const;
}

/** How many events a filter takes in. Reads each of its range, or of failed ones only those. */
export async function countReplayable(
  db: D1Database,
  workspaceId: string,
  filter: ReplayFilter,
): Promise<number> {
  const row = await db
    .prepare(countSql(filter))
    .bind(...bindFilter(workspaceId, filter))
    .first<{ n: number }>();
  return row?.n ?? 0;
}
