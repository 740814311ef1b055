import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

import * as v from "valibot";

import { Refusal } from "../refusal.ts";
import { addRange, type Range } from "./ranges.ts";
import { NO_LENGTHS, type Lengths } from "./refused-files.ts";
import { addTallies, EMPTY_TALLY, type Tally, tallySchema } from "./tally.ts";

const number = v.pipe(v.number(), v.minValue(0));

const sourceSchema = v.object({
  url: v.string(),
  workspaceOId: v.string(),
  size: number,
  modifiedAtMs: number,
  /** A hash of what the lines are read by: format, type and mapping. */
  reading: v.string(),
});

const journalSchema = v.object({
  about: v.string(),
  source: sourceSchema,
  /** The numbers of the lines whose outcome is known, blank lines not counted. */
  done: v.array(v.tuple([number, number])),
  tally: tallySchema,
  /** Bytes in the files of refused lines. */
  refusedBytes: v.object({ lines: number, reasons: number }),
});

/** What an import is of; another one can't be gone on with. */
export type Source = Readonly<v.InferOutput<typeof sourceSchema>>;

export type Journal = {
  readonly source: Source;
  readonly done: readonly Range[];
  readonly tally: Tally;
  readonly refusedBytes: Lengths;
};

const ABOUT = "How far `npm run import` came with the file beside; the same command goes on from here.";

export function emptyJournal(source: Source): Journal {
  return { source, done: [], tally: EMPTY_TALLY, refusedBytes: NO_LENGTHS };
}

/** With the lines of a range done. */
export function withDone(journal: Journal, range: Range, tally: Tally, refusedBytes: Lengths): Journal {
  const { source, done } = journal;
  return {
    source,
    done: addRange(done, range),
    tally: addTallies(journal.tally, tally),
    refusedBytes,
  };
}

/** What differs between what was begun and what is asked for now; null when nothing does. */
export function findDifference(begun: Source, asked: Source): string | null {
  if (begun.url !== asked.url) return `it went to ${begun.url}`;
  if (begun.workspaceOId !== asked.workspaceOId) {
    return `it went to the workspace ${begun.workspaceOId}, and the key is of ${asked.workspaceOId}`;
  }
  if (begun.size !== asked.size || begun.modifiedAtMs !== asked.modifiedAtMs) {
    return "the file was changed since";
  }
  return begun.reading === asked.reading ? null : "--format, --type or the mapping was another";
}

/** Null when no import was interrupted. */
export function readJournal(path: string): Journal | null {
  if (!existsSync(path)) return null;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), journalSchema), readFileSync(path, "utf8"));
  if (!parsed.success) throw new Refusal(`${path} is no journal of an import: --restart begins anew.`);
  return parsed.output;
}

/** Whenever this process ends, the file is whole: the old one or the new one. */
export function writeJournal(path: string, journal: Journal): void {
  const { source, done, tally, refusedBytes } = journal;
  writeFileSync(
    `${path}.new`,
    `${JSON.stringify({ about: ABOUT, source, done, tally, refusedBytes }, null, 2)}\n`,
  );
  renameSync(`${path}.new`, path);
}

export function removeJournal(path: string): void {
  rmSync(path, { force: true });
}
