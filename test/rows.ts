import { env } from "cloudflare:workers";

export type EventState = {
  readonly id: string;
  readonly status: string;
  readonly run: number;
  readonly attempts: number;
  readonly failure: string | null;
  readonly duplicates: number;
  readonly sweeps: number;
};

/** The workspace's events as they stand in D1, in the order of their arrival. */
export async function readEvents(workspaceId: string): Promise<readonly EventState[]> {
  const { results } = await env.DB.prepare(
    `SELECT id, status, run, attempts, failure, duplicates, sweeps FROM events
     WHERE workspace_id = ?1 ORDER BY seq`,
  )
    .bind(workspaceId)
    .all<EventState>();
  return results;
}

export async function countRows(
  table: "messages" | "calls" | "conflicts",
  workspaceId: string,
): Promise<number> {
  const row = await env.DB.prepare(`SELECT count(*) AS n FROM ${table} WHERE workspace_id = ?1`)
    .bind(workspaceId)
    .first<{ n: number }>();
  return row?.n ?? 0;
}
