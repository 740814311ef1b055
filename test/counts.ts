import { env } from "cloudflare:workers";

/** The workspace's counts by outcome, over all days: what was counted, and how much of it is in the totals. */
export async function readDailyCounts(workspaceId: string) {
  const { results } = await env.DB.prepare(
    `SELECT outcome, kind, type, sum(count) AS count, sum(totalled) AS totalled FROM daily_counts
     WHERE workspace_id = ?1 GROUP BY outcome, kind, type ORDER BY outcome, kind, type`,
  )
    .bind(workspaceId)
    .all();
  return results;
}

/** The totals of events of one provider, by outcome. */
export async function readTotalsOf(provider: string): Promise<Readonly<Record<string, number>>> {
  const { results } = await env.DB.prepare(
    "SELECT outcome, sum(count) AS count FROM totals WHERE provider = ?1 GROUP BY outcome",
  )
    .bind(provider)
    .all<{ outcome: string; count: number }>();
  return Object.fromEntries(results.map(({ outcome, count }) => [outcome, count]));
}
