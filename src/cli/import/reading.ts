import { createHash } from "node:crypto";

import { Refusal } from "../refusal.ts";
import type { Item } from "./entry.ts";
import { type Format, readFormat } from "./format.ts";
import { type Input, STANDARD_INPUT } from "./input.ts";
import { type Mapping, readMapping } from "./mapping.ts";
import { readCsv } from "./read-csv.ts";
import { readJson } from "./read-json.ts";
import { readNdjson } from "./read-ndjson.ts";

type Wanted = {
  readonly name: string;
  readonly format: string | undefined;
  readonly type: string | null;
  readonly map: { readonly name: string; readonly path: string } | null;
};

/** How an input is to be read. */
export type Reading = (
  | { readonly format: Exclude<Format, "csv"> }
  | { readonly format: "csv"; readonly mapping: Mapping }
) & {
  readonly type: string | null;
  /** The same for the same way of reading. */
  readonly hash: string;
};

/** Throws a Refusal for what does not fit together. */
export function toReading({ name, format: given, type, map }: Wanted): Reading {
  const format = readFormat(given, name, name !== STANDARD_INPUT);
  const mapping = map === null ? null : readMapping(map.name, map.path);
  const hash = hashOf({ format, type, mapping });
  if (format !== "csv") {
    if (mapping !== null) throw new Refusal(`--map is for .csv, and ${name} is read as ${format}.`);
    return { format, type, hash };
  }
  if (mapping === null) {
    throw new Refusal(
      `${name} needs --map FILE, which tells what field of an event each column is; docs/import.md has an example.`,
    );
  }
  return { format, mapping, type, hash };
}

export function readItems({ name, chunks }: Input, reading: Reading): AsyncGenerator<Item> {
  if (reading.format === "csv") return readCsv(name, chunks, reading.mapping, reading.type);
  if (reading.format === "json") return readJson(name, chunks, reading.type);
  return readNdjson(chunks, reading.type);
}

function hashOf({
  format,
  type,
  mapping,
}: {
  format: Format;
  type: string | null;
  mapping: Mapping | null;
}): string {
  const assignments = mapping?.assignments.map((each) => ({ ...each, values: [...(each.values ?? [])] }));
  const { delimiter = null, constants = [] } = mapping ?? {};
  const text = JSON.stringify({ format, type, delimiter, constants, assignments });
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
