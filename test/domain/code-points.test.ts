import fc from "fast-check";
import { expect, it } from "vitest";

import { firstCodePoints } from "../../src/domain/code-points.ts";

it("takes the first code points of any text, as walking through it would", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.nat({ max: 20 }), (text, count) => {
      expect(firstCodePoints(text, count)).toBe(Array.from(text).slice(0, count).join(""));
    }),
  );
});

it("never cuts a pair in half, and takes a lone half for a code point", () => {
  expect(firstCodePoints("\ud83d\ud83d\ude00\ud83d\ude00", 2)).toBe("\ud83d\ud83d\ude00");
  expect(firstCodePoints(`${"a".repeat(99)}\u{1f600}b`, 100)).toBe(`${"a".repeat(99)}\u{1f600}`);
});
