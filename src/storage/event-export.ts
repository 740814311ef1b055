import type { Position } from "./event-walk.ts";

/** An event so far known by its size only. */
export type Sized = { readonly id: string; readonly bytes: number };

export type ExportedEvent = {
  readonly id: string;
  readonly kind: string;
  readonly receivedAt: number;
  readonly provider: string;
  readonly body: string;
};

/** The events of a stretch in its order. */
export async function listSizes(
  db: D1Database,
  workspaceId: string,
  [from, to]: readonly [Position, Position],
): Promise<readonly Sized[]> {
  const { results } = await db
    .prepare(
      `SELECT id, octet_length(body) AS bytes FROM events WHERE workspace_id = ?1 AND occurred_at BETWEEN ?2 AND ?4
         AND (occurred_at, seq) > (?2, ?3) AND (occurred_at, seq) <= (?4, ?5) ORDER BY occurred_at, seq`,
    )
    .bind(workspaceId, ...from, ...to)
    .all<Sized>();
  return results;
}

/** The events whole, in the order of the list, as far as they are still there. The caller bounds how much that is. */
export async function loadExported(
  db: D1Database,
  workspaceId: string,
  events: readonly Sized[],
): Promise<readonly ExportedEvent[]> {
  const { results } = await db
    .prepare(
      `SELECT e.id, e.kind, e.received_at, e.provider, e.body
       FROM json_each(?2) i CROSS JOIN events e ON e.id = i.value ->> 'id' AND e.workspace_id = ?1 ORDER BY i.key`,
    )
    .bind(workspaceId, JSON.stringify(events))
    .all<{ id: string; kind: string; received_at: number; provider: string; body: string }>();
  return results.map(({ received_at: receivedAt, ...event }) => ({ ...event, receivedAt }));
}
