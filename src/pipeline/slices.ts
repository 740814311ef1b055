/** The items in order, in runs whose sizes add up to at most `limit`; a larger one stands alone. */
export function* bySize<T>(
  items: readonly T[],
  sizeOf: (item: T) => number,
  limit: number,
): Generator<readonly T[]> {
  let slice: T[] = [];
  let size = 0;
  for (const item of items) {
    const itemSize = sizeOf(item);
    if (slice.length > 0 && size + itemSize > limit) {
      yield slice;
      slice = [];
      size = 0;
    }
    slice.push(item);
    size += itemSize;
  }
  if (slice.length > 0) yield slice;
}
