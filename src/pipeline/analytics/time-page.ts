import type { TimePageQuery } from "../../storage/time-page.ts";

/** How a page is to be cut from what happened in a range. */
export type TimePageAsked = Pick<TimePageQuery, "isDescending" | "limit" | "after">;

/** What was found, of which there is one more than the limit where there are more. */
export function cutPage<T>(
  found: readonly T[],
  limit: number,
  placeOf: (item: T) => readonly [number, string],
) {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const hasMore = found.length > limit;
  return { items, hasMore, next: hasMore && last !== undefined ? placeOf(last) : null };
}

export function toIso(at: number): string;
export function toIso(at: number | null): string | null;
export function toIso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
