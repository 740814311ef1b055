import { type TimePageQuery, toTimePage } from "./time-page.ts";

/** The calls of a day and a sub-type. */
export type CallDay = {
  readonly day: number;
  readonly type: string;
  readonly calls: number;
  readonly durationMs: number;
};

export async function readCallDays(
  db: D1Database,
  workspaceId: string,
  from: number,
  to: number,
): Promise<readonly CallDay[]> {
  const { results } = await db
    .prepare(
      `SELECT day, type, calls, duration_ms AS durationMs FROM call_days
       WHERE workspace_id = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY day, type`,
    )
    .bind(workspaceId, from, to)
    .all<CallDay>();
  return results;
}

export type ListedCall = {
  readonly id: string;
  readonly occurredAt: number;
  readonly type: string;
  readonly title: string;
  /** As the sender said; null when it did not. */
  readonly durationSeconds: number | null;
  readonly turns: number;
  readonly words: number;
  readonly speakerCount: number;
  /** Of what talk times come from; these are null for a call without a transcript. */
  readonly basis: string | null;
  readonly talkMs: number | null;
  readonly switches: number | null;
  readonly interactivity: number | null;
  readonly patienceMs: number | null;
  readonly internalShare: number | null;
};

/** At most one more than the limit, which tells that there are more. */
export async function listCalls(db: D1Database, query: TimePageQuery): Promise<readonly ListedCall[]> {
  const { condition, order, binds } = toTimePage("occurred_at", "event_id", query);
  const { results } = await db
    .prepare(
      `SELECT event_id AS id, occurred_at AS occurredAt, type, title, duration_seconds AS durationSeconds, turns, words,
         speaker_count AS speakerCount, basis, talk_ms AS talkMs, switches, interactivity, patience_ms AS patienceMs,
         internal_share AS internalShare
       FROM calls WHERE day IS NOT NULL AND ${condition} ${order} LIMIT ?6`,
    )
    .bind(...binds)
    .all<ListedCall>();
  return results;
}
