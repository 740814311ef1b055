import { toBatches } from "../import/batches.ts";
import type { Client } from "../import/client.ts";
import { insist, type Patience } from "../import/deliver.ts";
import type { Item } from "../import/entry.ts";
import { startProgress } from "../import/progress.ts";
import { run } from "../import/run.ts";
import { addTallies, EMPTY_TALLY, type Tally } from "../import/tally.ts";
import { type DemoEvent, toText } from "./event.ts";
import type { Mistake } from "./mistakes.ts";

const BATCH = { events: 500, bytes: 4 * 1_048_576 };
const CONCURRENCY = 2;

/** Sends events with a bar of the progress, and tells what became of them. */
export async function sendEvents(
  client: Client,
  events: readonly DemoEvent[],
  patience: Omit<Patience, "onRetry">,
): Promise<Tally> {
  const texts = events.map(toText);
  const size = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const progress = startProgress(size, 0);
  let tally = EMPTY_TALLY;
  let sentBytes = 0;
  try {
    await run({
      client,
      batches: toBatches(toItems(texts), [], BATCH, () => 0),
      concurrency: CONCURRENCY,
      patience: { ...patience, onRetry: (reason) => progress.note(`trying again: ${reason}`) },
      stopReading: () => {},
      onOutcome({ entries }, outcome) {
        tally = addTallies(tally, outcome.tally);
        for (const entry of entries) sentBytes += entry.ok ? Buffer.byteLength(entry.text) : 0;
        progress.update(tally.lines, sentBytes);
      },
    });
  } finally {
    progress.stop();
  }
  return tally;
}

/** Sends wrong bodies one by one, and tells how many were refused for what is in them. */
export async function sendMistakes(
  client: Client,
  mistakes: readonly Mistake[],
  patience: Patience,
): Promise<number> {
  let refused = 0;
  for (const { kind, text } of mistakes) {
    const answer = await insist(() => client.postEvent(kind, text), patience);
    if (answer.status === 400) refused += 1;
  }
  return refused;
}

async function* toItems(texts: readonly string[]): AsyncGenerator<Item> {
  for (const [index, text] of texts.entries()) {
    const line = index + 1;
    yield { line, read: () => ({ ok: true, line, text }) };
  }
}
