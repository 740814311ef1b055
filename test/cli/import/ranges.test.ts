import fc from "fast-check";
import { expect, it } from "vitest";

import { addRange, isWithin, type Range } from "../../../src/cli/import/ranges.ts";

it("ranges that touch become one, in whatever order they come", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.infiniteStream(fc.nat()), (count, chances) => {
      const all = Array.from({ length: count }, (_none, index): Range => [index * 5 + 1, index * 5 + 5]);
      const shuffled = all
        .map((range) => ({ range, at: chances.next().value }))
        .toSorted((a, b) => a.at - b.at);
      const [last, ...others] = shuffled.map(({ range }) => range);
      const most = others.reduce(addRange, [] as readonly Range[]);
      for (const range of all) expect(isWithin(most, range[0])).toBe(range !== last);
      expect(last === undefined ? most : addRange(most, last)).toEqual([[1, count * 5]]);
    }),
  );
});
