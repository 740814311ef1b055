import { isUtf8 } from "node:buffer";

import { type Entry, type Item, MAX_EVENT_BYTES, readEvent, refuse, refuseTooLong } from "./entry.ts";
import { createLineSplitter, type Line } from "./split-lines.ts";

/** One event a line. */
export async function* readNdjson(chunks: AsyncIterable<Buffer>, type: string | null): AsyncGenerator<Item> {
  const splitter = createLineSplitter(MAX_EVENT_BYTES);
  for await (const chunk of chunks) {
    for (const line of splitter.push(chunk)) yield toItem(line, type);
  }
  for (const line of splitter.end()) yield toItem(line, type);
}

function toItem(line: Line, type: string | null): Item {
  return { line: line.number, read: () => readLine(line, type) };
}

function readLine({ number, bytes, size }: Line, type: string | null): Entry {
  if (bytes === null) return refuseTooLong(number, size);
  const text = bytes.toString("utf8");
  return isUtf8(bytes)
    ? readEvent(number, text, type)
    : refuse(number, "invalid_json", "the line is not UTF-8: save the file in UTF-8", text);
}
