const DAY_HOURS = 24;

/** What came in vain on a day of UTC. */
export type VainArrivals = {
  readonly day: number;
  readonly duplicates: number;
  readonly refusals: number;
};

/** By the day of UTC on which they came. The refusals of late are still counted by the hour. */
export async function readVainArrivals(
  db: D1Database,
  workspaceId: string,
  from: number,
  to: number,
): Promise<readonly VainArrivals[]> {
  const days = Array.from({ length: to - from + 1 }, (_none, index) => from + index);
  const { results } = await db
    .prepare(
      `SELECT day, sum(iif(outcome = 'duplicate', count, 0)) AS duplicates, sum(iif(kind = '', count, 0)) AS refusals
       FROM (
         SELECT c.day, c.kind, c.outcome, c.count FROM json_each(?4) d
           CROSS JOIN daily_counts c ON c.day = d.value AND c.workspace_id = ?1
         UNION ALL
         SELECT hour / 24, '', code, count FROM refusal_counts WHERE workspace_id = ?1 AND hour BETWEEN ?2 AND ?3)
       GROUP BY day`,
    )
    .bind(workspaceId, from * DAY_HOURS, (to + 1) * DAY_HOURS - 1, JSON.stringify(days))
    .all<VainArrivals>();
  return results;
}
