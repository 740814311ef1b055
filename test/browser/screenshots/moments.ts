import { type Sender, UNTIL } from "../demo.ts";

const DAY_MS = 24 * 3_600_000;

const TOOK_MS = { toArrive: 1_400, toBeQueued: 1_420, toEnd: 2_600, toComeAgain: 95_000 };

const BETWEEN_REFUSALS_MS = 37 * 60_000;

/** What arrived in this run has arrived when it happened: pictures of two runs show the same times. */
export async function setArrivals(db: D1Database, { workspaceId }: Sender): Promise<void> {
  const { toArrive, toBeQueued, toEnd, toComeAgain } = TOOK_MS;
  await db.batch([
    db
      .prepare(
        `UPDATE events SET received_at = occurred_at + ?2, queued_at = queued_at * 0 + occurred_at + ?3,
           ended_at = ended_at * 0 + occurred_at + ?4, last_duplicate_at = last_duplicate_at * 0 + occurred_at + ?5
         WHERE workspace_id = ?1`,
      )
      .bind(workspaceId, toArrive, toBeQueued, toEnd, toComeAgain),
    db
      .prepare(
        `UPDATE conflicts SET first_at = e.occurred_at + ?2, last_at = e.occurred_at + ?2
         FROM events e WHERE e.id = conflicts.event_id AND conflicts.workspace_id = ?1`,
      )
      .bind(workspaceId, toComeAgain),
    db
      .prepare("UPDATE rejections SET received_at = ?2 - seq * ?3 WHERE workspace_id = ?1")
      .bind(workspaceId, UNTIL, BETWEEN_REFUSALS_MS),
    db
      .prepare("UPDATE daily_counts SET day = ?2 WHERE workspace_id = ?1")
      .bind(workspaceId, UNTIL / DAY_MS - 1),
  ]);
}
