import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { BUCKET_RATIO, medianOf, medianOfBuckets } from "../../src/domain/analytics/median.ts";

/** The bucket that the database puts a value into. */
function bucketOf(milliseconds: number): number {
  return milliseconds < 1 ? -1 : Math.floor(Math.log(milliseconds) / Math.log(BUCKET_RATIO));
}

function toBuckets(values: readonly number[]) {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(bucketOf(value), (counts.get(bucketOf(value)) ?? 0) + 1);
  return [...counts].map(([bucket, count]) => ({ bucket, count })).toSorted((a, b) => a.bucket - b.bucket);
}

describe("the median of values", () => {
  it.each([
    [[], null],
    [[7], 7],
    [[100, 9], 54.5],
    [[30, 1, 200], 30],
    [[4, 3, 2, 1], 2.5],
  ])("of %j is %j", (values, median) => {
    expect(medianOf(values)).toBe(median);
  });
});

describe("the median of a histogram", () => {
  it("is at most 2 % off the median of the values, whatever they are", () => {
    const milliseconds = fc.oneof(
      fc.nat({ max: 100 }),
      fc.nat({ max: 1e6 }),
      fc.nat({ max: 31_622_400_000 }),
    );
    fc.assert(
      fc.property(fc.array(milliseconds, { minLength: 1, maxLength: 200 }), (values) => {
        const exact = medianOf(values) ?? Number.NaN;
        const estimated = medianOfBuckets(toBuckets(values)) ?? Number.NaN;
        expect(Math.abs(estimated - exact)).toBeLessThanOrEqual(exact * 0.02);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is none of nothing", () => {
    expect(medianOfBuckets([])).toBeNull();
    expect(medianOfBuckets([{ bucket: 3, count: 0 }])).toBeNull();
  });
});
