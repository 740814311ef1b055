/** From this moment on local time is so far ahead of UTC. */
export type ZoneOffset = { readonly fromAt: number; readonly offsetMs: number };

export const DAY_MS = 24 * 60 * 60 * 1000;

/** The day of a moment, counted from 1970-01-01 as it was there. `offsets` go forward; before the first it is UTC. */
export function dayAt(at: number, offsets: readonly ZoneOffset[]): number {
  const offset = offsets.findLast(({ fromAt }) => fromAt <= at)?.offsetMs ?? 0;
  return Math.floor((at + offset) / DAY_MS);
}

/** The first moment of a day, in epoch ms. */
export function beginOf(day: number, offsets: readonly ZoneOffset[]): number {
  const spans = [{ fromAt: Number.NEGATIVE_INFINITY, offsetMs: 0 }, ...offsets];
  for (const [index, { fromAt, offsetMs }] of spans.entries()) {
    const begin = Math.max(fromAt, day * DAY_MS - offsetMs);
    if (begin < (spans[index + 1]?.fromAt ?? Number.POSITIVE_INFINITY)) return begin;
  }
  return day * DAY_MS;
}

/** A day as 2026-11-21. */
export function toDate(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
