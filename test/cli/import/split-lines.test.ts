import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { createLineSplitter } from "../../../src/cli/import/split-lines.ts";

function split(chunks: readonly Buffer[], maxBytes = 100): readonly [number, string | null][] {
  const splitter = createLineSplitter(maxBytes);
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()].map(({ number, bytes }) => [
    number,
    bytes?.toString("utf8") ?? null,
  ]);
}

describe("the line splitter", () => {
  it("numbers lines as an editor does and leaves blank ones out", () => {
    expect(split([Buffer.from("\uFEFFa\r\n\n \t\r\nbä\n\nc")])).toEqual([
      [1, "a"],
      [4, "bä"],
      [6, "c"],
    ]);
  });

  it("finds the same lines however the bytes come", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ unit: "grapheme", maxLength: 12 }).map((text) => text.replaceAll(/[\r\n]/g, "x")),
        ),
        fc.integer({ min: 1, max: 7 }),
        (lines, size) => {
          const whole = Buffer.from(lines.join("\n"));
          const pieces = Array.from({ length: Math.ceil(whole.byteLength / size) }, (_none, index) =>
            whole.subarray(index * size, (index + 1) * size),
          );
          expect(split(pieces)).toEqual(split([whole]));
        },
      ),
    );
  });

  it("keeps nothing of a line that is too long, and goes on behind it", () => {
    const long = Buffer.from("x".repeat(60));
    expect(split([long, long, Buffer.from("\nnext")])).toEqual([
      [1, null],
      [2, "next"],
    ]);
    expect(split([Buffer.from(`${"x".repeat(100)}\r\n${"x".repeat(101)}\n`)])).toEqual([
      [1, "x".repeat(100)],
      [2, null],
    ]);
  });
});
