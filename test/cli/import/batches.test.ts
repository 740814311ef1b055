import { describe, expect, it } from "vitest";

import { type Batch, toBatches } from "../../../src/cli/import/batches.ts";
import { type Item, readEvent } from "../../../src/cli/import/entry.ts";
import type { Range } from "../../../src/cli/import/ranges.ts";

async function* items(texts: readonly string[]): AsyncGenerator<Item> {
  for (const [index, text] of texts.entries()) {
    yield { line: index + 1, read: () => readEvent(index + 1, text, null) };
  }
}

async function rangesOf(
  texts: readonly string[],
  done: readonly Range[],
  limits: { events: number; bytes: number },
) {
  const batches: Batch[] = [];
  for await (const batch of toBatches(items(texts), done, limits, () => 0)) batches.push(batch);
  return batches.map(({ range, entries }) => [...range, entries.length]);
}

const TEN = Array.from({ length: 10 }, () => "{}");

describe("batches", () => {
  it("end at the number of events", async () => {
    expect(await rangesOf(TEN, [], { events: 4, bytes: 100 })).toEqual([
      [1, 4, 4],
      [5, 8, 4],
      [9, 10, 2],
    ]);
  });

  it("end before they have too many bytes, with one event at least", async () => {
    const long = `{"a":"${"x".repeat(20)}"}`;
    expect(await rangesOf(["{}", "{}", long, "{}"], [], { events: 100, bytes: 6 })).toEqual([
      [1, 2, 2],
      [3, 3, 1],
      [4, 4, 1],
    ]);
  });

  it("go around what is done, and do not reach across it", async () => {
    const done = [
      [1, 3],
      [6, 6],
    ] as const;
    expect(await rangesOf(TEN, done, { events: 4, bytes: 100 })).toEqual([
      [4, 5, 2],
      [7, 10, 4],
    ]);
  });
});
