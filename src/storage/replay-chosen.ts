import type { Ticket } from "./outbox.ts";
import { type NewReplay, SEND_AGAIN } from "./replays.ts";

/** An event that was asked for by its id, and whether the replay took it; if not it was on its way already. */
export type Chosen = Ticket & { readonly isTaken: boolean };

/** Makes the events of these ids pending again. Those of the workspace come back; done twice it says the same. */
export async function replayChosen(
  db: D1Database,
  replay: NewReplay,
  ids: readonly string[],
  dueAt: number,
): Promise<readonly Chosen[]> {
  const { id, workspaceId, createdAt } = replay;
  const list = JSON.stringify(ids);
  const results = await db.batch<{ id: string; run: number; is_taken: number }>([
    db
      .prepare(
        `INSERT INTO replays (id, workspace_id, created_at, from_at, to_at, status, upto_seq, total, cursor_at,
           cursor_seq, ended_at) VALUES (?1, ?2, ?3, 0, 0, '', 0, 0, 0, 0, ?3) ON CONFLICT (id) DO NOTHING`,
      )
      .bind(id, workspaceId, createdAt),
    db
      // The plus keeps the planner from walking through the whole workspace instead of looking up the ids.
      .prepare(
        `${SEND_AGAIN.replace("?2", "(SELECT r.seq FROM replays r WHERE r.id = ?2)")}
         WHERE +workspace_id = ?3 AND id IN (SELECT value FROM json_each(?4)) AND status != 'pending'`,
      )
      .bind(dueAt, id, workspaceId, list),
    db
      .prepare(
        `UPDATE replays SET total = (SELECT count(*) FROM events e WHERE e.replay_seq = replays.seq)
         WHERE id = ?1 AND workspace_id = ?2`,
      )
      .bind(id, workspaceId),
    db
      .prepare(
        `SELECT e.id, e.run, e.replay_seq IS (SELECT r.seq FROM replays r WHERE r.id = ?3) AS is_taken
         FROM json_each(?2) i CROSS JOIN events e ON e.id = i.value AND e.workspace_id = ?1`,
      )
      .bind(workspaceId, list, id),
  ]);
  return (results[3]?.results ?? []).map((row) => ({
    workspaceId,
    id: row.id,
    run: row.run,
    isTaken: row.is_taken === 1,
  }));
}
