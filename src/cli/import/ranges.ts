/** Both ends belong to it. */
export type Range = readonly [from: number, to: number];

/** Sorted ranges with one more; those that touch become one. */
export function addRange(ranges: readonly Range[], added: Range): readonly Range[] {
  const merged: Range[] = [];
  for (const range of [...ranges, added].toSorted(([a], [b]) => a - b)) {
    const last = merged.at(-1);
    if (last === undefined || range[0] > last[1] + 1) merged.push(range);
    else merged[merged.length - 1] = [last[0], Math.max(last[1], range[1])];
  }
  return merged;
}

export function isWithin(ranges: readonly Range[], value: number): boolean {
  return ranges.some(([from, to]) => value >= from && value <= to);
}
