import type { Entry, Item } from "./entry.ts";
import { isWithin, type Range } from "./ranges.ts";

export type Batch = {
  /** The first and the last by their numbers among all items, from 1. */
  readonly range: Range;
  readonly entries: readonly Entry[];
  /** How far the input was read when it was cut. */
  readonly position: number;
};

export type Limits = { readonly events: number; readonly bytes: number };

/** Items in requests of at most so many events and bytes, without those that are done; looks at none of these. */
export async function* toBatches(
  items: AsyncIterable<Item>,
  done: readonly Range[],
  limits: Limits,
  position: () => number,
): AsyncGenerator<Batch> {
  let entries: Entry[] = [];
  let bytes = 0;
  let number = 0;

  function cut(last: number): Batch {
    const batch = { range: [last - entries.length + 1, last], entries, position: position() } as const;
    entries = [];
    bytes = 0;
    return batch;
  }

  for await (const item of items) {
    number += 1;
    if (isWithin(done, number)) {
      // A batch has no gaps: what is done is told by ranges.
      if (entries.length > 0) yield cut(number - 1);
      continue;
    }
    const entry = item.read();
    const size = sizeOf(entry);
    if (entries.length > 0 && bytes + size > limits.bytes) yield cut(number - 1);
    entries.push(entry);
    bytes += size;
    if (entries.length === limits.events) yield cut(number);
  }
  if (entries.length > 0) yield cut(number);
}

/** With the comma or line feed that follows it. */
function sizeOf(entry: Entry): number {
  return entry.ok ? Buffer.byteLength(entry.text) + 1 : 0;
}
