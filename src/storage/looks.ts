// The look for causes of alerts: when it was last taken, and how many events were pending then.

export type Look = { readonly at: number; readonly pending: number };

/** The last look, when it is as old as that and this run is the one that takes the next; else null. */
export async function takeLook(db: D1Database, now: number, everyMs: number): Promise<Look | null> {
  const last = await db
    .prepare("SELECT at, value AS pending FROM marks WHERE name = 'look' AND at <= ?1")
    .bind(now - everyMs)
    .first<Look>();
  if (last === null) return null;
  const taken = await db
    .prepare("UPDATE marks SET at = ?2 WHERE name = 'look' AND at = ?1 RETURNING at")
    .bind(last.at, now)
    .first();
  return taken === null ? null : last;
}

export async function notePending(db: D1Database, pending: number): Promise<void> {
  await db.prepare("UPDATE marks SET value = ?1 WHERE name = 'look'").bind(pending).run();
}
