import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { email } from "./events.ts";

const GROUP = 1000;

export type Written = { readonly lines: number; readonly distinct: number; readonly invalid: number };

/** Writes a file of emails as NDJSON: of each thousand lines two are refused, five repeat one nearby and five one far away. */
export async function writeLines(file: string, lines: number): Promise<Written> {
  let distinct = 0;
  let invalid = 0;
  function* generate(): Generator<string> {
    for (let line = 0; line < lines; line++) {
      const kind = kindOf(line);
      if (kind === "distinct") distinct += 1;
      if (kind === "invalid") invalid += 1;
      yield `${toLine(line, kind)}\n`;
    }
  }
  await pipeline(Readable.from(generate()), createWriteStream(file));
  return { lines, distinct, invalid };
}

type Kind = "distinct" | "invalid" | "repeats near" | "repeats far";

function kindOf(line: number): Kind {
  const place = line % GROUP;
  if (place < 2) return "invalid";
  if (place >= 11 && place <= 15) return "repeats near";
  return line > GROUP && place >= 501 && place <= 505 ? "repeats far" : "distinct";
}

function toLine(line: number, kind: Kind): string {
  if (kind === "invalid") return `{"type":"email","eventId":"invalid ${line}"}`;
  const group = line - (line % GROUP);
  const id = kind === "repeats near" ? group + 10 : kind === "repeats far" ? line % GROUP : line;
  return `{"type":"email",${email("opened", `line ${id}`).slice(1)}`;
}
