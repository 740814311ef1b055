import { readHolder } from "../import/answer.ts";
import { createClient, type Target } from "../import/client.ts";
import { type Patience, refusedAll, Stopped } from "../import/deliver.ts";
import { awaitInterruption } from "../import/interruption.ts";
import { addTallies, EMPTY_TALLY } from "../import/tally.ts";
import { formatNumber } from "../import/words.ts";
import { sendEvents, sendMistakes } from "./send.ts";
import { summarize } from "./summary.ts";
import type { World } from "./world.ts";

const EXIT = { done: 0, refused: 1, stopped: 2 } as const;
const GIVE_UP_AFTER_MS = 60_000;

/** Sends the world to a workspace, and gives the exit code. Sent again it changes nothing. */
export async function fillWorkspace(target: Target, world: World): Promise<number> {
  const interruption = awaitInterruption(() => {
    console.error("\nEnding: waiting for what is on its way. The same command goes on.");
  });
  try {
    const patience = { giveUpAfterMs: GIVE_UP_AFTER_MS, signal: interruption.signal, onRetry: console.error };
    const code = await fill(target, world, patience);
    return interruption.signal.aborted ? interruption.exitCode() : code;
  } catch (error) {
    if (interruption.signal.aborted) return interruption.exitCode();
    if (!(error instanceof Stopped)) throw error;
    console.error(error.message);
    return EXIT.stopped;
  } finally {
    interruption.stop();
  }
}

async function fill(target: Target, world: World, patience: Patience): Promise<number> {
  const client = createClient(target);
  const reply = await client.validateKey();
  if (reply.kind === "unreachable") {
    throw new Stopped(`Nothing answers at ${target.origin} (${reply.reason}): is \`npm start\` running?`);
  }
  const holder = reply.status === 200 ? readHolder(reply.text) : null;
  if (holder === null) throw refusedAll(reply);
  const { period, events, repeats, mistakes } = world;
  console.log(
    `Filling the workspace ${holder.workspaceName} at ${target.origin} with ${formatNumber(events.length)} made-up events from ${toDay(period.startsAt)} to before ${toDay(period.endsAt)} …`,
  );
  const beganMs = performance.now();
  const sent = await sendEvents(client, events, patience);
  // A world that is there already has had its repeats and mistakes too.
  const isNew = sent.stored > 0 && !patience.signal.aborted;
  const repeated = isNew ? await sendEvents(client, repeats, patience) : EMPTY_TALLY;
  const wrong = isNew ? await sendMistakes(client, mistakes, patience) : 0;
  const tally = addTallies(sent, repeated);
  console.log(summarize(world, tally, wrong, (performance.now() - beganMs) / 1000));
  return tally.refused > 0 ? EXIT.refused : EXIT.done;
}

function toDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
