/** A page of what happened in a range, by the time and then the id. */
export type TimePageQuery = {
  readonly workspaceId: string;
  readonly fromAt: number;
  readonly toAt: number;
  readonly isDescending: boolean;
  readonly limit: number;
  /** Where the previous page ended; null for the start. */
  readonly after: readonly [at: number, id: string] | null;
};

/** For a statement whose ?6 is the limit. Its index range follows the cursor: a deep page reads no more than the first. */
export function toTimePage(at: string, id: string, query: TimePageQuery) {
  const { workspaceId, fromAt, toAt, isDescending, limit, after } = query;
  const direction = isDescending ? "DESC" : "ASC";
  const [lastAt, lastId] = after ?? [isDescending ? toAt + 1 : fromAt - 1, ""];
  const ends = isDescending ? [fromAt, Math.min(toAt, lastAt)] : [Math.max(fromAt, lastAt), toAt];
  return {
    condition: `workspace_id = ?1 AND ${at} BETWEEN ?2 AND ?3 AND (${at}, ${id}) ${isDescending ? "<" : ">"} (?4, ?5)`,
    order: `ORDER BY ${at} ${direction}, ${id} ${direction}`,
    // One more than the limit, which tells that there are more.
    binds: [workspaceId, ...ends, lastAt, lastId, limit + 1],
  };
}
