import { type Position, START } from "./event-walk.ts";

/** What an erasure does one after the other: `names` learns them, the next two remove. */
export type ErasurePhase = "names" | "events" | "rejections" | "done";

export type NewErasure = {
  readonly id: string;
  readonly workspaceId: string;
  /** In the form of `canonicalAddress`. Kept until the erasure is through, and no longer. */
  readonly address: string;
  /** Keyed, so that the same person has the same number again. */
  readonly hash: string;
  readonly createdAt: number;
  readonly suppress: boolean;
};

/** An erasure that is not through; `cursor` is how far the phase has come. */
export type OpenErasure = Pick<NewErasure, "id" | "workspaceId" | "address"> & {
  /** The person is `erased-number` from now on. */
  readonly number: number;
  /** Names under which the person was found so far. */
  readonly names: readonly string[];
  readonly phase: Exclude<ErasurePhase, "done">;
  readonly cursor: Position;
};

/** How many of each have been removed so far. */
type ErasureCounts = {
  readonly deleted: number;
  readonly redacted: number;
  readonly conflicts: number;
  readonly rejections: number;
};

export type ErasureReceipt = ErasureCounts & {
  readonly id: string;
  readonly number: number;
  readonly createdAt: number;
  /** Null while it runs. */
  readonly endedAt: number | null;
  /** Whether the address is refused now. */
  readonly isSuppressed: boolean;
};

/** Opens an erasure and suppresses the address if asked to, at once; done a second time it changes nothing. */
export async function openErasure(db: D1Database, erasure: NewErasure): Promise<void> {
  const { id, workspaceId, address, hash, createdAt, suppress } = erasure;
  const open = db
    .prepare(
      `INSERT INTO erasures (id, workspace_id, hash, number, created_at, address, names, phase, cursor_at, cursor_seq)
       SELECT ?1, ?2, ?3, coalesce(
           (SELECT number FROM erasures WHERE workspace_id = ?2 AND hash = ?3 LIMIT 1),
           (SELECT max(number) FROM erasures WHERE workspace_id = ?2) + 1, 1),
         ?4, ?5, '[]', 'names', ?6, ?7
       WHERE true ON CONFLICT (id) DO NOTHING`,
    )
    .bind(id, workspaceId, hash, createdAt, address, ...START);
  const keepAway = db
    .prepare(
      "INSERT INTO suppressed (workspace_id, hash, created_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    )
    .bind(workspaceId, hash, createdAt);
  await db.batch(suppress ? [keepAway, open] : [open]);
}

type OpenRow = {
  id: string;
  workspace_id: string;
  address: string | null;
  number: number;
  names: string;
  phase: OpenErasure["phase"];
  cursor_at: number;
  cursor_seq: number;
};

/** The oldest one of a workspace that has one, or of the workspace given: those of one workspace wait in a line. */
export async function findOpenErasure(
  db: D1Database,
  workspaceId: string | null,
): Promise<OpenErasure | null> {
  const columns = "id, workspace_id, address, number, names, phase, cursor_at, cursor_seq";
  const row = await (
    workspaceId === null
      ? db.prepare(
          `SELECT ${columns} FROM erasures WHERE ended_at IS NULL AND workspace_id > '' ORDER BY workspace_id, seq LIMIT 1`,
        )
      : db
          .prepare(
            `SELECT ${columns} FROM erasures WHERE ended_at IS NULL AND workspace_id = ?1 ORDER BY seq LIMIT 1`,
          )
          .bind(workspaceId)
  ).first<OpenRow>();
  if (row === null || row.address === null) return null;
  const names: readonly string[] = JSON.parse(row.names);
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    address: row.address,
    number: row.number,
    names,
    phase: row.phase,
    cursor: [row.cursor_at, row.cursor_seq],
  };
}

/** Moves an erasure on from where it stands, unless another has. At the end address and names are forgotten. */
export async function advanceErasure(
  db: D1Database,
  { workspaceId, id, phase, cursor }: OpenErasure,
  next: Pick<OpenErasure, "names" | "cursor"> & { readonly phase: ErasurePhase },
  now: number,
): Promise<void> {
  const isDone = next.phase === "done";
  await db
    .prepare(
      `UPDATE erasures SET phase = ?6, cursor_at = ?7, cursor_seq = ?8, names = ?9,
         address = iif(?10 IS NULL, address, NULL), ended_at = ?10
       WHERE workspace_id = ?1 AND id = ?2 AND phase = ?3 AND (cursor_at, cursor_seq) = (?4, ?5)`,
    )
    .bind(
      workspaceId,
      id,
      phase,
      ...cursor,
      next.phase,
      ...next.cursor,
      isDone ? null : JSON.stringify(next.names),
      isDone ? now : null,
    )
    .run();
}

// By the id or the number: an index of the workspace would lead through all of its erasures.
const RECEIPT = `SELECT id, number, created_at AS createdAt, ended_at AS endedAt, deleted, redacted, conflicts, rejections,
    EXISTS (SELECT 1 FROM suppressed s WHERE s.workspace_id = e.workspace_id AND s.hash = e.hash) AS isSuppressed
  FROM erasures e WHERE +workspace_id = ?1`;

type ReceiptRow = Omit<ErasureReceipt, "isSuppressed"> & { readonly isSuppressed: number };

function toReceipt(row: ReceiptRow): ErasureReceipt {
  return { ...row, isSuppressed: row.isSuppressed === 1 };
}

/** Null when the workspace has no such erasure. */
export async function findErasure(
  db: D1Database,
  workspaceId: string,
  id: string,
): Promise<ErasureReceipt | null> {
  const row = await db.prepare(`${RECEIPT} AND id = ?2`).bind(workspaceId, id).first<ReceiptRow>();
  return row === null ? null : toReceipt(row);
}

/** The latest first. Beside them it reads an entry of an index for each that the workspace ever had. */
export async function listErasures(
  db: D1Database,
  workspaceId: string,
  limit: number,
): Promise<readonly ErasureReceipt[]> {
  const { results } = await db
    .prepare(
      `${RECEIPT} AND seq IN (SELECT seq FROM erasures WHERE workspace_id = ?1 ORDER BY seq DESC LIMIT ?2)
       ORDER BY seq DESC`,
    )
    .bind(workspaceId, limit)
    .all<ReceiptRow>();
  return results.map(toReceipt);
}
