import { Tokenizer, TokenParser } from "@streamparser/json";

import { Refusal } from "../refusal.ts";
import { type Item, readEvent } from "./entry.ts";

declare global {
  interface JSON {
    /** What JSON.stringify writes as this text; an object, in truth, of which nothing else can be had. */
    rawJSON(text: string): number;
  }
}

const OPENING_BRACE = 0x7b;

/** Numbers stay as they were written: an id of twenty digits is one too. */
class ExactTokenizer extends Tokenizer {
  protected override parseNumber(text: string): number {
    return JSON.rawJSON(text);
  }
}

/** The elements of `[…]` or of `{"events": […]}`, one at a time however many there are; their line is their number. */
export async function* readJson(
  name: string,
  chunks: AsyncIterable<Buffer>,
  type: string | null,
): AsyncGenerator<Item> {
  let number = 0;
  let found: Item[] = [];
  let tokenizer: Tokenizer | null = null;
  let isArrayFound = false;
  for await (const chunk of chunks) {
    tokenizer ??= startReading(chunk, (value) => {
      number += 1;
      const line = number;
      found.push({ line, read: () => readEvent(line, JSON.stringify(value), type) });
    });
    try {
      tokenizer?.write(chunk);
    } catch (error) {
      throw explain(name, number, error);
    }
    isArrayFound ||= found.length > 0;
    yield* found;
    found = [];
  }
  if (tokenizer !== null && !tokenizer.isEnded) {
    throw new Refusal(`${name} ends in the middle, after event ${number}: is it whole?`);
  }
  if (!isArrayFound) {
    throw new Refusal(
      `${name} has no events: a .json file is […] or {"events": […]}; for one event a line say --format ndjson.`,
    );
  }
}

/** Null for a chunk of nothing but blanks. */
function startReading(chunk: Buffer, onEvent: (value: unknown) => void): Tokenizer | null {
  const first = chunk
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .trimStart();
  if (first === "") return null;
  const paths = Buffer.from(first)[0] === OPENING_BRACE ? ["$.events.*"] : ["$.*"];
  const parser = new TokenParser({ paths, keepStack: false });
  parser.onValue = ({ value }) => onEvent(value);
  const tokenizer = new ExactTokenizer();
  tokenizer.onToken = (token) => parser.write(token);
  parser.onEnd = () => {
    if (!tokenizer.isEnded) tokenizer.end();
  };
  return tokenizer;
}

function explain(name: string, number: number, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new Refusal(
    `${name} is not JSON after event ${number}: ${reason}. Mend it there and import it with --restart; for one event a line say --format ndjson.`,
  );
}
