import type { Batch } from "./batches.ts";
import type { Client } from "./client.ts";
import { deliver, type Outcome, type Patience } from "./deliver.ts";
import { addTallies, tallyRefused } from "./tally.ts";

type Run = {
  readonly client: Client;
  readonly batches: AsyncGenerator<Batch>;
  readonly concurrency: number;
  readonly patience: Patience;
  /** Ends the wait for more batches: standard input may have nothing to say for long. */
  readonly stopReading: () => void;
  /** Takes down what came of a batch; batches come in any order. */
  readonly onOutcome: (batch: Batch, outcome: Outcome) => void;
};

/**
 * Sends batches, some at a time, until there are no more or the signal asks for an end; those on their way are waited
 * for. Throws what ended it before.
 */
export async function run({
  client,
  batches,
  concurrency,
  patience,
  stopReading,
  onOutcome,
}: Run): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([patience.signal, over.signal]);
  signal.addEventListener("abort", stopReading, { once: true });
  async function work(): Promise<void> {
    while (!signal.aborted) {
      const batch = await readUnlessEnded(batches, signal);
      if (batch === null) return;
      const outcome = await settleUnlessEnded(client, batch, { ...patience, signal });
      if (outcome !== null) onOutcome(batch, outcome);
    }
  }
  const workers = Array.from({ length: concurrency }, async () => {
    try {
      await work();
    } catch (error) {
      over.abort();
      throw error;
    }
  });
  const ends = await Promise.allSettled(workers);
  const failure = ends.find((end) => end.status === "rejected");
  if (failure !== undefined) throw failure.reason;
}

/** Null when there are no more, or reading was ended. */
async function readUnlessEnded(batches: AsyncGenerator<Batch>, signal: AbortSignal): Promise<Batch | null> {
  try {
    const next = await batches.next();
    return next.done === true ? null : next.value;
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

/** Null for a batch that was waiting for its next try: it is not done, and the next import sends it. */
async function settleUnlessEnded(client: Client, batch: Batch, patience: Patience): Promise<Outcome | null> {
  try {
    return await settle(client, batch, patience);
  } catch (error) {
    if (error instanceof Error && error.name === "AbortError") return null;
    throw error;
  }
}

async function settle(client: Client, { entries }: Batch, patience: Patience): Promise<Outcome> {
  const lines = entries.filter((entry) => entry.ok);
  const refused = entries.flatMap((entry) => (entry.ok ? [] : [entry.refused]));
  const tally = tallyRefused(refused);
  if (lines.length === 0) return { tally, refused };
  const sent = await deliver(client, lines, patience);
  return {
    tally: addTallies(tally, sent.tally),
    refused: [...refused, ...sent.refused].toSorted((a, b) => a.line - b.line),
  };
}
