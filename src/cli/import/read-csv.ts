import { Readable } from "node:stream";

import { CsvError, parse } from "csv-parse";
import * as v from "valibot";

import { Refusal } from "../refusal.ts";
import { type Item, MAX_EVENT_BYTES } from "./entry.ts";
import type { Mapping } from "./mapping.ts";
import { bindRows, type RowReader } from "./rows.ts";

const DELIMITERS = [",", ";", "\t", "|"] as const;

// A header has fewer.
const MAX_HEADER_CHARACTERS = 65_536;

const rowSchema = v.object({
  record: v.array(v.string()),
  info: v.object({ lines: v.number(), empty_lines: v.number() }),
});

/** Rows below a header, each an event by the mapping. */
export async function* readCsv(
  name: string,
  chunks: AsyncIterable<Buffer>,
  mapping: Mapping,
  type: string | null,
): AsyncGenerator<Item> {
  const texts = decode(name, chunks);
  const start = await readStart(texts);
  let lastParsed = 0;
  const parser = Readable.from(join(start, texts)).compose(
    parse({
      delimiter: mapping.delimiter ?? guessDelimiter(start),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      // What a quote that is never closed would fill the memory with.
      max_record_size: 2 * MAX_EVENT_BYTES,
      on_record(record, { lines }) {
        lastParsed = lines;
        return record;
      },
    }),
  );
  let readRow: RowReader | null = null;
  let last = { lines: 0, empty_lines: 0 };
  try {
    for await (const row of parser) {
      const { record, info } = v.parse(rowSchema, row);
      const line = last.lines + 1 + info.empty_lines - last.empty_lines;
      last = info;
      if (readRow === null) readRow = bindRows(name, record, mapping);
      else yield toItem(line, record, readRow, type);
    }
  } catch (error) {
    throw error instanceof CsvError ? explain(name, lastParsed + 1, error) : error;
  }
  if (readRow === null) throw new Refusal(`${name} is empty: its first line names the columns.`);
}

function toItem(line: number, cells: readonly string[], readRow: RowReader, type: string | null): Item {
  return { line, read: () => readRow(line, cells, type) };
}

/** The candidate that separates most in the first line, quoted text left out. */
export function guessDelimiter(text: string): string {
  const header = /^(?:"[^"]*"|[^"\r\n])*/.exec(text)?.[0] ?? "";
  const bare = header.replaceAll(/"[^"]*"/g, "");
  const [best = ","] = DELIMITERS.toSorted((a, b) => bare.split(b).length - bare.split(a).length);
  return best;
}

async function* decode(name: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  // Takes a byte order mark away.
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  try {
    for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Refusal(`${name} is not UTF-8: save it again as "CSV UTF-8".`);
  }
}

/** Until the first line is whole. */
async function readStart(texts: AsyncIterator<string>): Promise<string> {
  let start = "";
  while (!start.includes("\n") && start.length < MAX_HEADER_CHARACTERS) {
    const { done, value } = await texts.next();
    if (done === true) break;
    start += value;
  }
  return start;
}

async function* join(start: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
  yield start;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

function explain(name: string, line: number, { code, message }: CsvError): Refusal {
  const isOpen = code === "CSV_QUOTE_NOT_CLOSED" || code === "CSV_MAX_RECORD_SIZE";
  const reason = isOpen ? "a quote that opens there is not closed" : message;
  return new Refusal(
    `${name}, line ${line}: ${reason}. Mend it there and import it with --restart: what is there already is skipped.`,
  );
}
