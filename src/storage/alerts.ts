const HOUR_MS = 60 * 60_000;

/** Something that an operator is to be told, under the id that the message keeps through all tries to send it. */
export type Alert = {
  readonly cause: string;
  /** What it is about, so that each is told by itself; "" when the cause has no parts. */
  readonly subject: string;
  /** Tells one occurrence from the next: the same is never told twice. */
  readonly occasion: string;
  readonly id: string;
  readonly body: string;
};

/**
 * Notes alerts to be sent: for each cause and subject at most one an hour, and none twice for the same occasion. One
 * statement, so that of two runs at the same time one raises it.
 */
export async function raiseAlerts(db: D1Database, alerts: readonly Alert[], now: number): Promise<void> {
  if (alerts.length === 0) return;
  await db
    .prepare(
      `INSERT INTO alerts (cause, subject, occasion, id, body, raised_at, try_at)
       SELECT a.value ->> 'cause', a.value ->> 'subject', a.value ->> 'occasion', a.value ->> 'id',
         a.value ->> 'body', ?2, ?2 FROM json_each(?1) a WHERE true
       ON CONFLICT (cause, subject) DO UPDATE SET occasion = excluded.occasion, id = excluded.id,
         body = excluded.body, raised_at = excluded.raised_at, try_at = excluded.try_at, attempts = 0
       WHERE alerts.occasion <> excluded.occasion AND alerts.raised_at <= excluded.raised_at - ${HOUR_MS}`,
    )
    .bind(JSON.stringify(alerts), now)
    .run();
}

/** The occasion that was told last; null when none was. */
export async function findOccasion(db: D1Database, cause: string, subject: string): Promise<string | null> {
  return db
    .prepare("SELECT occasion FROM alerts WHERE cause = ?1 AND subject = ?2")
    .bind(cause, subject)
    .first<string>("occasion");
}

export type ClaimedAlert = Omit<Alert, "occasion"> & { readonly attempts: number };

/** Takes alerts that are to be sent, the oldest first: nobody else gets them, also when this run ends too soon. */
export async function claimAlerts(
  db: D1Database,
  now: number,
  limit: number,
): Promise<readonly ClaimedAlert[]> {
  const { results } = await db
    .prepare(
      `UPDATE alerts SET try_at = NULL, attempts = attempts + 1
       WHERE (cause, subject) IN (SELECT cause, subject FROM alerts WHERE try_at <= ?1 ORDER BY try_at LIMIT ?2)
       RETURNING cause, subject, id, body, attempts`,
    )
    .bind(now, limit)
    .all<ClaimedAlert>();
  return results;
}

/** Gives a claimed alert back, for another try at a time, unless a newer one took its place. */
export async function retryAlert(db: D1Database, alert: ClaimedAlert, at: number): Promise<void> {
  await db
    .prepare("UPDATE alerts SET try_at = ?4 WHERE cause = ?1 AND subject = ?2 AND id = ?3")
    .bind(alert.cause, alert.subject, alert.id, at)
    .run();
}

/** What the operator was told; instants in epoch ms, `tryAt` null when nothing more is to be done. */
export type ToldAlert = {
  readonly cause: string;
  readonly subject: string;
  readonly raisedAt: number;
  readonly body: string;
  readonly attempts: number;
  readonly tryAt: number | null;
};

const TOLD = "a.cause, a.subject, a.raised_at AS raisedAt, a.body, a.attempts, a.try_at AS tryAt";

/**
 * The latest alerts about keys of the workspace, its test, and those about all workspaces, in whose bodies others may be
 * named.
 */
export async function listAlerts(
  db: D1Database,
  workspaceId: string,
  limit: number,
): Promise<readonly ToldAlert[]> {
  const { results } = await db
    .prepare(
      `SELECT ${TOLD} FROM api_keys k CROSS JOIN alerts a ON a.subject = k.id
         AND a.cause IN ('sender.stopped', 'sender.failing', 'key.expiring')
       WHERE k.workspace_id = ?1
       UNION ALL
       SELECT ${TOLD} FROM alerts a
       WHERE a.cause IN ('events.failed', 'backlog.stuck', 'test') AND a.subject IN ('', ?1)
       ORDER BY raisedAt DESC LIMIT ?2`,
    )
    .bind(workspaceId, limit)
    .all<ToldAlert>();
  return results;
}
