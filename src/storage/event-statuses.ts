import type { EventStatus } from "./events.ts";

/** The status of each of the ids that is an event of the workspace. */
export async function findStatuses(
  db: D1Database,
  workspaceId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, EventStatus>> {
  const { results } = await db
    .prepare(
      "SELECT e.id, e.status FROM json_each(?2) i CROSS JOIN events e ON e.id = i.value AND e.workspace_id = ?1",
    )
    .bind(workspaceId, JSON.stringify(ids))
    .all<{ id: string; status: EventStatus }>();
  return new Map(results.map(({ id, status }) => [id, status]));
}
