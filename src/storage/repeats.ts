import { withArrival } from "./event-insert.ts";

/** Repeats of events that were answered without D1, by event: how many, and when the last one came. */
export type Repeats = {
  readonly id: string;
  readonly workspaceId: string;
  /** Of the last of them: what tells that they were added already. */
  readonly arrival: string;
  readonly count: number;
  readonly lastAt: number;
};

/** Running it again at once changes nothing. */
export async function addRepeats(db: D1Database, repeats: readonly Repeats[]): Promise<void> {
  await db
    .prepare(
      `UPDATE events SET
         duplicates = duplicates + iif(instr(last_arrival, r.value ->> 'arrival') > 0, 0, r.value ->> 'count'),
         marked_duplicates = marked_duplicates
           + iif(instr(last_arrival, r.value ->> 'arrival') > 0, 0, r.value ->> 'count'),
         last_arrival = ${withArrival("r.value ->> 'arrival'")},
         last_duplicate_at = max(coalesce(last_duplicate_at, 0), r.value ->> 'lastAt')
       FROM json_each(?1) r WHERE events.id = r.value ->> 'id' AND events.workspace_id = r.value ->> 'workspaceId'`,
    )
    .bind(JSON.stringify(repeats))
    .run();
}
