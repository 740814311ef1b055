import type { EventStatus } from "./events.ts";

export type ReplayProgress = {
  readonly id: string;
  readonly createdAt: number;
  /** Events that it was to take in when it began. */
  readonly total: number;
  /** When all of them had been sent to the queue; null before. */
  readonly endedAt: number | null;
  /** Where those stand that it has sent, unless a later replay took them. */
  readonly counts: Readonly<Partial<Record<EventStatus, number>>>;
};

/** Null when the workspace has no such replay. */
export async function findReplay(
  db: D1Database,
  workspaceId: string,
  id: string,
): Promise<ReplayProgress | null> {
  const { results } = await db
    .prepare(
      `SELECT r.id, r.created_at, r.total, r.ended_at, e.status, count(e.status) AS n
       FROM replays r LEFT JOIN events e ON e.replay_seq = r.seq
       WHERE r.workspace_id = ?1 AND r.id = ?2 GROUP BY e.status`,
    )
    .bind(workspaceId, id)
    .all<{
      id: string;
      created_at: number;
      total: number;
      ended_at: number | null;
      status: EventStatus | null;
      n: number;
    }>();
  const [first] = results;
  if (first === undefined) return null;
  return {
    id: first.id,
    createdAt: first.created_at,
    total: first.total,
    endedAt: first.ended_at,
    counts: Object.fromEntries(results.flatMap(({ status, n }) => (status === null ? [] : [[status, n]]))),
  };
}
