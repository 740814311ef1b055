import fc from "fast-check";
import { expect, it } from "vitest";

import { canonicalOpening, canonicalText, transcriptOpening } from "../../src/domain/canonical.ts";
import { firstCodePoints } from "../../src/domain/code-points.ts";

// Long enough that most begin with a hundred plain characters, with what NFC composes or a trim takes behind them.
const text = fc
  .tuple(
    fc.string({ maxLength: 3 }),
    fc.string({ unit: fc.constantFrom("a", "Z", "~", " ", "\n"), minLength: 95, maxLength: 105 }),
    fc.array(
      fc.constantFrom("\u0301", "e", " ", "\u2000", "\u00a0", "\u0338", "<", "😀", "\ud800", "x".repeat(50)),
    ),
  )
  .map(([start, middle, end]) => start + middle + end.join(""));

function slowOpening(value: string): string | null {
  const canonical = canonicalText(value);
  return canonical === null ? null : firstCodePoints(canonical, 100);
}

it("opens with the first hundred code points of the canonical text", () => {
  fc.assert(
    fc.property(text, (value) => {
      expect(canonicalOpening(value)).toBe(slowOpening(value));
    }),
    { numRuns: 2_000 },
  );
});

it("opens a transcript as it opens the text of its turns", () => {
  const turns = fc.array(fc.oneof(text, fc.string(), fc.constantFrom("", " ", "\u0301")), { maxLength: 6 });
  fc.assert(
    fc.property(turns, (texts) => {
      const sent = texts.map((said) => ({ text: said }));
      const read = texts.map((said) => (said.trim() === "" ? "" : said)).join("\n");
      expect(transcriptOpening(sent)).toBe(slowOpening(read));
    }),
    { numRuns: 2_000 },
  );
});
