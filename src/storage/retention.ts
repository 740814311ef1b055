/** Deletes the first-stored events that were received before the time, at most `limit`. Says how many. */
export async function deleteReceivedBefore(db: D1Database, before: number, limit: number): Promise<number> {
  const { results } = await db
    .prepare(
      `DELETE FROM events WHERE seq IN (
         SELECT seq FROM (SELECT seq, received_at FROM events WHERE seq > 0 ORDER BY seq LIMIT ?2)
         WHERE received_at < ?1) RETURNING seq`,
    )
    .bind(before, limit)
    .all();
  return results.length;
}
