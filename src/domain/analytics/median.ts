/** How many values lie in a bucket: `bucket` b holds 1.04^b up to 1.04^(b+1), and -1 holds 0. */
export type Bucket = { readonly bucket: number; readonly count: number };

/** The width of a bucket, as a factor. */
export const BUCKET_RATIO = 1.04;

/** The one in the middle, or the mean of the two that are; null of nothing. */
export function medianOf(values: readonly number[]): number | null {
  const sorted = Float64Array.from(values).toSorted();
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  const upper = sorted[Math.floor(sorted.length / 2)];
  return lower === undefined || upper === undefined ? null : (lower + upper) / 2;
}

/**
 * The median of what was counted in buckets, null of nothing. Off by at most the root of BUCKET_RATIO, which is less than
 * 2 %: every value is taken for the middle of its bucket. `buckets` go upwards.
 */
export function medianOfBuckets(buckets: readonly Bucket[]): number | null {
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  const lower = valueAt(buckets, Math.floor((total - 1) / 2));
  const upper = valueAt(buckets, Math.floor(total / 2));
  return (lower + upper) / 2;
}

function valueAt(buckets: readonly Bucket[], place: number): number {
  let before = 0;
  for (const { bucket, count } of buckets) {
    before += count;
    if (place < before) return bucket < 0 ? 0 : BUCKET_RATIO ** (bucket + 0.5);
  }
  return 0;
}
