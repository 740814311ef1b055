/** Events that arrived beyond a mark: those with a `seq` above `first`, up to `last`. */
export type Arrived = { readonly first: number; readonly last: number; readonly n: number };

/** The next events beyond the mark, at most `limit`; null for none. */
export async function findArrived(
  db: D1Database,
  mark: "received" | "text",
  limit: number,
): Promise<Arrived | null> {
  const value = `SELECT value FROM marks WHERE name = '${mark}'`;
  const range = await db
    .prepare(
      `SELECT (${value}) AS first, max(seq) AS last, count(*) AS n FROM (
         SELECT seq FROM events WHERE seq > (${value}) ORDER BY seq LIMIT ?1)`,
    )
    .bind(limit)
    .first<{ first: number; last: number | null; n: number }>();
  if (range === null || range.last === null) return null;
  return { first: range.first, last: range.last, n: range.n };
}
