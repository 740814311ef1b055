export type EventStatus = "stored" | "pending" | "processed" | "failed";

/** An event as it arrived; instants in epoch ms. */
export type NewEvent = {
  readonly id: string;
  readonly workspaceId: string;
  readonly kind: string;
  readonly type: string;
  readonly occurredAt: number;
  readonly receivedAt: number;
  readonly provider: string;
  readonly keyId: string;
  readonly summary: string;
  readonly status: "stored" | "pending";
  /** When the sweep queues it again if nothing has come of it; null for one that is stored only. */
  readonly dueAt: number | null;
  /** Random, made once a request and the same in its every retry: what tells a first attempt from a duplicate. */
  readonly arrival: string;
  readonly contentHash: string;
  readonly understoodVersion: number;
  /** Taken in the contract's own form only, and to be read so. */
  readonly isStrict: boolean;
  readonly body: string;
};

/** An event as it is kept. */
export type StoredEvent = Omit<NewEvent, "status" | "dueAt" | "arrival"> & {
  readonly status: EventStatus;
  readonly run: number;
  readonly attempts: number;
  readonly failure: string | null;
  /** When it became processed or failed. */
  readonly endedAt: number | null;
  readonly duplicates: number;
  /** How many of the duplicates were counted from markers: with one the whole count is "at least". */
  readonly markedDuplicates: number;
  readonly lastDuplicateAt: number | null;
  /** When the message was sent that last came to the consumer. */
  readonly queuedAt: number | null;
  /** The last replay that took it in. */
  readonly replay: { readonly id: string; readonly at: number } | null;
  /** When a body that differed took the place of the one before. */
  readonly adoptedAt: number | null;
  /** The label of the key that brought it; null when the key is gone. */
  readonly keyLabel: string | null;
};

type EventRow = Omit<StoredEvent, "isStrict" | "replay"> & {
  readonly strict: number;
  readonly replayId: string | null;
  readonly replayedAt: number | null;
};

/** Null when the workspace has no such event. */
export async function findEvent(
  db: D1Database,
  workspaceId: string,
  id: string,
): Promise<StoredEvent | null> {
  const row = await db
    .prepare(
      `SELECT e.id, e.workspace_id AS workspaceId, kind, type, occurred_at AS occurredAt, received_at AS receivedAt,
         e.provider, key_id AS keyId, summary, e.status, run, attempts, failure, e.ended_at AS endedAt, duplicates,
         marked_duplicates AS markedDuplicates, last_duplicate_at AS lastDuplicateAt, content_hash AS contentHash,
         understood_version AS understoodVersion, e.strict, body, queued_at AS queuedAt, adopted_at AS adoptedAt,
         r.id AS replayId, r.created_at AS replayedAt, k.label AS keyLabel
       FROM events e LEFT JOIN replays r ON r.seq = e.replay_seq
         LEFT JOIN api_keys k ON k.id = e.key_id AND k.workspace_id = e.workspace_id
       WHERE e.workspace_id = ?1 AND e.id = ?2`,
    )
    .bind(workspaceId, id)
    .first<EventRow>();
  return row === null ? null : toStoredEvent(row);
}

function toStoredEvent({ strict, replayId, replayedAt, ...row }: EventRow): StoredEvent {
  const replay = replayId === null || replayedAt === null ? null : { id: replayId, at: replayedAt };
  return { ...row, isStrict: strict === 1, replay };
}
