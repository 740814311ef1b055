import { setTimeout as sleep } from "node:timers/promises";

import { callBody, emailBody } from "../bodies.ts";
import { countEvents, type FoundEvent, getEvent, send } from "./api.ts";
import { makeFolder } from "./folder.ts";
import { startTouchlog, type Touchlog } from "./touchlog.ts";

const KEY = "tl_demo";
const SENDERS = 32;
const PAUSE_MS = 100; // between two events of a sender, so that there are not more than can be looked at
const PROCESSED_WITHIN_MS = 3 * 60_000;

export type KillOptions = {
  readonly kills: number;
  /** The kill comes at a random moment of the load between these. */
  readonly afterMs: readonly [number, number];
  readonly log: (line: string) => void;
};

export type KillReport = {
  readonly sent: number;
  /** Answered with 200; all that follows is about these. */
  readonly acknowledged: number;
  readonly missing: number;
  /** Those of which more than the one that was sent has come. */
  readonly duplicated: number;
  readonly unprocessed: number;
  /** How many events the workspace has: unanswered ones may be among them. */
  readonly stored: number;
  /** From the last start's "Ready on" to the last event's end. */
  readonly processedWithinMs: number;
};

/**
 * Kills everything at random moments under load, starts again on the same state, touching nothing, and tells what
 * became of the events that were acknowledged.
 */
export async function killUnderLoad({ kills, afterMs, log }: KillOptions): Promise<KillReport> {
  const folder = await makeFolder();
  const load: Load = { sent: 0, acknowledged: new Map() };
  let started = await startTouchlog(folder.path);
  try {
    for (let kill = 1; kill <= kills; kill++) {
      const moment = afterMs[0] + Math.random() * (afterMs[1] - afterMs[0]);
      const before = load.acknowledged.size;
      await sendUntilKilled(started, load, moment);
      started = await startTouchlog(folder.path);
      const acknowledged = load.acknowledged.size - before;
      log(`kill ${kill} after ${Math.round(moment)} ms of load: ${acknowledged} events acknowledged`);
    }
    return await takeStock(started, load);
  } finally {
    await started.kill();
    await folder.remove();
  }
}

/** `acknowledged` has the ids by eventId. */
type Load = { sent: number; readonly acknowledged: Map<string, string> };

async function sendUntilKilled(started: Touchlog, load: Load, afterMs: number): Promise<void> {
  const killed = new AbortController();
  async function sendOn() {
    while (!killed.signal.aborted) {
      const eventId = `kill-${load.sent++}`;
      const receipt = await (load.sent % 2 === 0
        ? send(started.origin, KEY, "emails", emailBody({ eventId }))
        : send(started.origin, KEY, "calls", callBody({ eventId })));
      if (receipt !== null) {
        if (receipt.duplicate) throw new Error(`${eventId} is called a duplicate of its own first attempt`);
        load.acknowledged.set(eventId, receipt.eventOId);
      }
      await sleep(PAUSE_MS);
    }
  }
  const senders = Promise.all(Array.from({ length: SENDERS }, sendOn));
  await sleep(afterMs);
  await started.kill();
  killed.abort();
  await Promise.all([senders, started.ended]);
}

async function takeStock({ origin }: Touchlog, load: Load): Promise<KillReport> {
  const readyAt = Date.now();
  const found = new Map<string, FoundEvent | null>();
  let open = [...load.acknowledged.values()];
  while (open.length > 0 && Date.now() - readyAt < PROCESSED_WITHIN_MS) {
    await lookAt(origin, open, found);
    open = open.filter((id) => found.get(id)?.processingStatus === "pending");
    if (open.length > 0) await sleep(500);
  }
  const processedWithinMs = Date.now() - readyAt;
  const events = [...load.acknowledged.values()].map((id) => ({ id, event: found.get(id) ?? null }));
  return {
    sent: load.sent,
    acknowledged: load.acknowledged.size,
    missing: events.filter(({ id, event }) => event?.oId !== id).length,
    duplicated: events.filter(({ event }) => event !== null && event.duplicates > 0).length,
    unprocessed: events.filter(({ event }) => event?.processingStatus !== "processed").length,
    stored: await countEvents(origin, KEY),
    processedWithinMs,
  };
}

async function lookAt(
  origin: string,
  ids: readonly string[],
  found: Map<string, FoundEvent | null>,
): Promise<void> {
  const queue = ids.values();
  async function look() {
    for (const id of queue) found.set(id, await getEvent(origin, KEY, id));
  }
  await Promise.all(Array.from({ length: SENDERS }, look));
}
