import { Refusal } from "../refusal.ts";
import { readHolder } from "./answer.ts";
import { toBatches } from "./batches.ts";
import { type Client, createClient, type Target } from "./client.ts";
import { insist, type Patience, refusedAll, Stopped } from "./deliver.ts";
import { type Input, openInput } from "./input.ts";
import { awaitInterruption, type Interruption } from "./interruption.ts";
import { type Journal, removeJournal, withDone, writeJournal } from "./journal.ts";
import { beginOrGoOn } from "./begin.ts";
import { startProgress } from "./progress.ts";
import { readItems, type Reading, toReading } from "./reading.ts";
import { openRefusedFiles, type RefusedFiles } from "./refused-files.ts";
import { run } from "./run.ts";
import { summarize } from "./summary.ts";

// The body of a request with the last line feed.
const MAX_REQUEST_BYTES = 8 * 1_048_576;

const EXIT = { done: 0, refused: 1, stopped: 2 } as const;

export type Order = {
  readonly name: string;
  readonly path: string;
  readonly target: Target;
  readonly format: string | undefined;
  readonly type: string | null;
  readonly map: { readonly name: string; readonly path: string } | null;
  /** Where refused lines go; null for beside the input. */
  readonly refused: string | null;
  readonly allowRefused: boolean;
  readonly restart: boolean;
  readonly concurrency: number;
  readonly batchEvents: number;
  readonly giveUpAfterMs: number;
};

/** Imports a file, or goes on with it, and gives the exit code. */
export async function importFile(order: Order): Promise<number> {
  const reading = toReading(order);
  const input = openInput(order.name, order.path);
  const interruption = awaitInterruption(() => {
    console.error("\nEnding: waiting for what is on its way. Once more ends at once.");
  });
  try {
    return await importInput(order, input, reading, interruption);
  } catch (error) {
    if (interruption.signal.aborted) return interruption.exitCode();
    if (!(error instanceof Stopped)) throw explainFile(error);
    console.error(`${error.message}\n${howToGoOn(input)}`);
    return EXIT.stopped;
  } finally {
    interruption.stop();
    input.close();
  }
}

async function importInput(
  order: Order,
  input: Input,
  reading: Reading,
  interruption: Interruption,
): Promise<number> {
  const client = createClient(order.target);
  const patience = { giveUpAfterMs: order.giveUpAfterMs, signal: interruption.signal };
  const workspaceOId = await askWorkspace(client, { ...patience, onRetry: console.error });
  const begun = beginOrGoOn(order, input, { url: order.target.origin, workspaceOId, reading: reading.hash });
  const refusedFiles = openRefusedFiles(begun.refusedPath, begun.journal.refusedBytes, order.restart);
  const beginMs = performance.now();
  const journal = await send(order, { input, reading, client, patience, refusedFiles, ...begun });
  const isWhole = !interruption.signal.aborted;
  if (isWhole && begun.journalPath !== null) removeJournal(begun.journalPath);
  console.log(
    summarize({
      name: order.name,
      tally: journal.tally,
      seconds: (performance.now() - beginMs) / 1000,
      linesNow: journal.tally.lines - begun.journal.tally.lines,
      refusedPaths: refusedFiles.paths,
    }),
  );
  if (!isWhole) {
    console.error(howToGoOn(input));
    return interruption.exitCode();
  }
  return journal.tally.refused > 0 && !order.allowRefused ? EXIT.refused : EXIT.done;
}

type Sending = {
  readonly input: Input;
  readonly reading: Reading;
  readonly client: Client;
  readonly patience: Omit<Patience, "onRetry">;
  readonly refusedFiles: RefusedFiles;
  readonly journal: Journal;
  readonly journalPath: string | null;
};

/** The journal as it is at the end. */
async function send(order: Order, sending: Sending): Promise<Journal> {
  const { input, reading, client, patience, refusedFiles, journalPath } = sending;
  let { journal } = sending;
  let position = 0;
  const progress = startProgress(input.file?.size ?? null, journal.tally.lines);
  const limits = { events: order.batchEvents, bytes: MAX_REQUEST_BYTES };
  try {
    await run({
      client,
      batches: toBatches(readItems(input, reading), journal.done, limits, input.position),
      concurrency: order.concurrency,
      patience: { ...patience, onRetry: (reason) => progress.note(`trying again: ${reason}`) },
      stopReading: () => input.close(),
      onOutcome(batch, { tally, refused }) {
        // In this order: the journal cuts off refused lines that it does not know of.
        journal = withDone(journal, batch.range, tally, refusedFiles.append(refused));
        if (journalPath !== null) writeJournal(journalPath, journal);
        position = Math.max(position, batch.position);
        progress.update(journal.tally.lines, position);
      },
    });
  } finally {
    progress.stop();
  }
  return journal;
}

async function askWorkspace(client: Client, patience: Patience): Promise<string> {
  const answer = await insist(() => client.validateKey(), patience);
  const holder = answer.status === 200 ? readHolder(answer.text) : null;
  if (holder === null) throw refusedAll(answer);
  return holder.workspaceOId;
}

/** A file that can't be read or written is nobody's bug. */
function explainFile(error: unknown): unknown {
  if (!(error instanceof Error) || !("syscall" in error) || !("path" in error)) return error;
  return new Refusal(`${error.message}. Mend that and give the same command again.`);
}

function howToGoOn(input: Input): string {
  return input.file === null
    ? "Standard input can't be gone on with: send all of it again, and what is there already is skipped."
    : "The same command goes on from here.";
}
