import { Refusal } from "../refusal.ts";
import type { Input } from "./input.ts";
import {
  emptyJournal,
  findDifference,
  type Journal,
  readJournal,
  removeJournal,
  type Source,
} from "./journal.ts";
import { formatNumber } from "./words.ts";

type Begun = {
  readonly journal: Journal;
  /** Null when it can't be gone on with. */
  readonly journalPath: string | null;
  /** Where refused lines go. */
  readonly refusedPath: string;
};

/** The journal that an interrupted import left, or a new one; throws a Refusal when it is of something else. */
export function beginOrGoOn(
  { restart, refused }: { readonly restart: boolean; readonly refused: string | null },
  { name, file }: Input,
  to: Pick<Source, "url" | "workspaceOId" | "reading">,
): Begun {
  const refusedPath = refused ?? `${file?.path ?? "stdin"}.refused.ndjson`;
  if (file === null) {
    const source = { ...to, size: 0, modifiedAtMs: 0 };
    return { journal: emptyJournal(source), journalPath: null, refusedPath };
  }
  const source = { ...to, size: file.size, modifiedAtMs: file.modifiedAtMs };
  const journalPath = `${file.path}.touchlog-import.json`;
  if (restart) removeJournal(journalPath);
  const journal = readJournal(journalPath);
  if (journal === null) return { journal: emptyJournal(source), journalPath, refusedPath };
  const difference = findDifference(journal.source, source);
  if (difference !== null) {
    throw new Refusal(
      `An import of ${name} was interrupted, and ${difference}. --restart begins anew: what is there already is skipped.`,
    );
  }
  console.error(`Going on with ${name}: ${formatNumber(journal.tally.lines)} lines are done.`);
  return { journal, journalPath, refusedPath };
}
