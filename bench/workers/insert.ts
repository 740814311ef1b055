/** A row of events as long as one of Touchlog's, in the same columns. */
export type Row = {
  readonly id: string;
  readonly workspaceId: string;
  readonly keyId: string;
  readonly type: string;
  readonly occurredAt: number;
  readonly summary: string;
  readonly contentHash: string;
  readonly body: string;
};

const SWEEP_AFTER_MS = 60_000;

/** The plain insert of one email. */
export function insertRow(db: D1Database, row: Row): D1PreparedStatement {
  const now = Date.now();
  const isProcessed = row.type === "sent" || row.type === "reply";
  return db
    .prepare(
      `INSERT INTO events (id, workspace_id, kind, type, occurred_at, received_at, provider, key_id, summary,
         status, due_at, first_arrival, last_arrival, content_hash, understood_version, body)
       VALUES (?1, ?2, 'emails', ?3, ?4, ?5, 'GENERIC', ?6, ?7, ?8, ?9, ?10, ?10, ?11, 1, ?12)`,
    )
    .bind(
      row.id,
      row.workspaceId,
      row.type,
      row.occurredAt,
      now,
      row.keyId,
      row.summary,
      isProcessed ? "pending" : "stored",
      isProcessed ? now + SWEEP_AFTER_MS : null,
      crypto.randomUUID(),
      row.contentHash,
      row.body,
    );
}
