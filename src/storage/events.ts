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

type EventRow = {
  id: string;
  workspace_id: string;
  kind: string;
  type: string;
  occurred_at: number;
  received_at: number;
  provider: string;
  key_id: string;
  summary: string;
  status: EventStatus;
  run: number;
  attempts: number;
  failure: string | null;
  ended_at: number | null;
  duplicates: number;
  marked_duplicates: number;
  last_duplicate_at: number | null;
  queued_at: number | null;
  adopted_at: number | null;
  replay_id: string | null;
  replayed_at: number | null;
  key_label: string | null;
  content_hash: string;
  understood_version: number;
  strict: number;
  body: string;
};

/** Null when the workspace has no such event. */
export async function findEvent(
  db: D1Database,
  workspaceId: string,
  id: string,
): Promise<StoredEvent | null> {
  const row = await db
    .prepare(
      `SELECT e.id, e.workspace_id, kind, type, occurred_at, received_at, e.provider, key_id, summary, e.status, run,
         attempts, failure, e.ended_at, duplicates, marked_duplicates, last_duplicate_at, content_hash,
         understood_version, e.strict, body, queued_at, adopted_at, r.id AS replay_id, r.created_at AS replayed_at,
         k.label AS key_label
       FROM events e LEFT JOIN replays r ON r.seq = e.replay_seq
         LEFT JOIN api_keys k ON k.id = e.key_id AND k.workspace_id = e.workspace_id
       WHERE e.workspace_id = ?1 AND e.id = ?2`,
    )
    .bind(workspaceId, id)
    .first<EventRow>();
  return row === null ? null : toStoredEvent(row);
}

function toStoredEvent(row: EventRow): StoredEvent {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    kind: row.kind,
    type: row.type,
    occurredAt: row.occurred_at,
    receivedAt: row.received_at,
    provider: row.provider,
    keyId: row.key_id,
    summary: row.summary,
    status: row.status,
    run: row.run,
    attempts: row.attempts,
    failure: row.failure,
    endedAt: row.ended_at,
    duplicates: row.duplicates,
    markedDuplicates: row.marked_duplicates,
    lastDuplicateAt: row.last_duplicate_at,
    queuedAt: row.queued_at,
    replay:
      row.replay_id === null || row.replayed_at === null ? null : { id: row.replay_id, at: row.replayed_at },
    adoptedAt: row.adopted_at,
    keyLabel: row.key_label,
    contentHash: row.content_hash,
    understoodVersion: row.understood_version,
    isStrict: row.strict === 1,
    body: row.body,
  };
}
