import { STILL_DUE, type Ticket } from "./outbox.ts";

/** Attempts kept for one event; a bound, since a sweep may start nine more of them every hour. */
export const KEPT_ATTEMPTS = 20;

/** Which delivery of which message of the queue; `queuedAt` is when the message was sent. */
export type DeliveryMark = {
  readonly messageId: string;
  readonly queuedAt: number;
  /** Counts the deliveries of the message from 1. */
  readonly attempt: number;
};

/** A delivery that did not end well, or one that begins and may not come back to say so. */
export type FailedAttempt = Ticket & DeliveryMark & { readonly at: number; readonly reason: string };

/** Notes each attempt once, however often it is told of, and the latest as the state of its event. */
export async function recordAttempts(db: D1Database, attempts: readonly FailedAttempt[]): Promise<void> {
  const list = JSON.stringify(attempts);
  await db.batch([
    db
      .prepare(
        `INSERT INTO attempts (event_id, run, message_id, attempt, workspace_id, at, reason)
         SELECT e.id, e.run, t.value ->> 'messageId', t.value ->> 'attempt', e.workspace_id, t.value ->> 'at',
           t.value ->> 'reason'
         FROM ${STILL_DUE} WHERE true
         ON CONFLICT DO UPDATE SET at = excluded.at, reason = excluded.reason`,
      )
      .bind(list),
    db
      .prepare(
        `DELETE FROM attempts WHERE (event_id, run, message_id, attempt) IN (
           SELECT event_id, run, message_id, attempt FROM (
             SELECT a.event_id, a.run, a.message_id, a.attempt,
               row_number() OVER (PARTITION BY a.event_id ORDER BY a.at DESC) AS place
             FROM attempts a WHERE a.event_id IN (SELECT t.value ->> 'id' FROM json_each(?1) t))
           WHERE place > ?2)`,
      )
      .bind(list, KEPT_ATTEMPTS),
    db
      .prepare(
        `UPDATE events SET attempts = t.value ->> 'attempt', failure = t.value ->> 'reason',
           queued_at = t.value ->> 'queuedAt'
         FROM json_each(?1) t WHERE events.id = t.value ->> 'id' AND events.workspace_id = t.value ->> 'workspaceId'
           AND events.run = t.value ->> 'run' AND events.status = 'pending'`,
      )
      .bind(list),
  ]);
}

/** An attempt that failed, as the story of its event tells it. */
export type PastAttempt = Pick<FailedAttempt, "run" | "attempt" | "at" | "reason">;

/** The earliest first. */
export async function listAttempts(
  db: D1Database,
  workspaceId: string,
  eventId: string,
): Promise<readonly PastAttempt[]> {
  const { results } = await db
    .prepare(
      "SELECT run, attempt, at, reason FROM attempts WHERE event_id = ?2 AND workspace_id = ?1 ORDER BY at, attempt",
    )
    .bind(workspaceId, eventId)
    .all<PastAttempt>();
  return results;
}
