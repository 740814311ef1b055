import type { Duplicates } from "./daily-counts.ts";
import { hourOf } from "./periods.ts";

/** Adds the rows of a SELECT of hour, key, workspace, count and time of the last arrival. */
export function addActivity(
  db: D1Database,
  select: string,
  binds: readonly (string | number)[],
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO key_activity (hour, key_id, workspace_id, count, last_at) ${select}
       ON CONFLICT (hour, key_id)
         DO UPDATE SET count = count + excluded.count, last_at = max(last_at, excluded.last_at)`,
    )
    .bind(...binds);
}

/** Repeats are activity too. */
export function addRepeatedActivity(db: D1Database, duplicates: readonly Duplicates[]): D1PreparedStatement {
  return addActivity(
    db,
    `SELECT d.value ->> 'hour' AS hour, d.value ->> 'keyId' AS key_id, d.value ->> 'workspaceId',
       sum(d.value ->> 'count'), max(d.value ->> 'lastAt')
     FROM json_each(?1) d GROUP BY hour, key_id`,
    [JSON.stringify(duplicates.map((group) => ({ ...group, hour: hourOf(group.lastAt) })))],
  );
}

export async function deleteActivityBefore(db: D1Database, at: number): Promise<void> {
  await db.prepare("DELETE FROM key_activity WHERE hour < ?1").bind(hourOf(at)).run();
}
