import { aborted } from "../start/ending.ts";
import type { Batch } from "./batches.ts";
import type { Client } from "./client.ts";
import { deliver, type Outcome, type Patience } from "./deliver.ts";
import { addTallies, tallyRefused } from "./tally.ts";

type Run = {
  readonly client: Client;
  readonly batches: AsyncGenerator<Batch>;
  readonly concurrency: number;
  readonly patience: Patience;
  /** Takes down what came of a batch; batches come in any order. */
  readonly onOutcome: (batch: Batch, outcome: Outcome) => void;
};

/**
 * Sends batches, some at a time, until there are no more or the signal asks for an end; those on their way are waited
 * for. Throws what ended it before.
 */
export async function run({ client, batches, concurrency, patience, onOutcome }: Run): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([patience.signal, over.signal]);
  // Standard input may have nothing to say for long.
  const ended = aborted(signal).then(() => null);
  async function work(): Promise<void> {
    while (!signal.aborted) {
      const next = await Promise.race([batches.next(), ended]);
      if (next === null || next.done === true) return;
      const outcome = await settleUnlessEnded(client, next.value, { ...patience, signal });
      if (outcome !== null) onOutcome(next.value, outcome);
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
