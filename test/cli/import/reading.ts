import type { Entry, Item } from "../../../src/cli/import/entry.ts";

/** A text as it may come: in pieces of so many bytes. */
export async function* inPieces(text: string | Buffer, size = 7): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}

/** Every item, read. */
export async function readAll(items: AsyncIterable<Item>): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for await (const item of items) entries.push(item.read());
  return entries;
}
