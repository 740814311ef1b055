import { setTimeout as sleep } from "node:timers/promises";

import * as v from "valibot";

import { KEYS, type Plan, WORKSPACES } from "./plan.ts";
import { type RuntimeOptions, startRuntime } from "./runtime.ts";
import { type Outcome, sendUntilAnswered, type Traffic } from "./sender.ts";
import { type Holder, type Notes, query, readNotes, setUp } from "./side-door.ts";

const CONNECTIONS = 96;
const TICK_EVERY_MS = 3_000;
const NOTES_EVERY_MS = 500;
const KILL_AT = [0.25, 0.5, 0.75];
/** A kill waits until more requests than this are open. */
export const OPEN_AT_KILL = 50;

/** How long after the load everything may take to be processed. */
export const SETTLE_MS = 180_000;

type Kill = { readonly at: number; readonly open: number };

export type Run = {
  readonly holders: readonly Holder[];
  readonly outcomes: readonly Outcome[];
  readonly traffic: Traffic;
  readonly kills: readonly Kill[];
  /** Of each life of the runtime the last that was heard of it: what happened just before a kill may be missing. */
  readonly notes: readonly Notes[];
  readonly ticks: number;
  readonly loadMs: number;
  /** From the end of the load until nothing was pending; null when something still was after SETTLE_MS. */
  readonly settledMs: number | null;
  readonly origin: string;
  stop(): Promise<void>;
};

export type Watch = (traffic: Traffic, kills: number) => void;

/** Sends the plan to the Worker, kills it three times on the way, and waits until nothing is pending. */
export async function runPlan(plan: Plan, options: RuntimeOptions, watch: Watch): Promise<Run> {
  const traffic: Traffic = { open: 0, done: 0, retries: 0, unheard: 0, fiveXx: 0, falselyReceived: 0 };
  const kills: Kill[] = [];
  const lives: Notes[] = [];
  const over = new AbortController();
  let runtime = await startRuntime(options);
  const { origin } = runtime;
  let ticks = 0;

  async function listen(): Promise<void> {
    while (!over.signal.aborted) {
      const life = kills.length;
      const notes = await readNotes(origin).catch(() => null);
      if (notes !== null && life === kills.length) lives[life] = notes;
      watch(traffic, kills.length);
      await sleep(NOTES_EVERY_MS);
    }
  }

  async function keepTicking(): Promise<void> {
    while (!over.signal.aborted) {
      if (await tick(origin)) ticks++;
      await sleep(TICK_EVERY_MS);
    }
  }

  async function killOnTheWay(): Promise<void> {
    for (const part of KILL_AT) {
      const from = Math.round(plan.sendings.length * part);
      while (traffic.done < from || traffic.open <= OPEN_AT_KILL) await sleep(5);
      kills.push({ at: Date.now(), open: traffic.open });
      await runtime.kill();
      runtime = await startRuntime(options);
    }
  }

  try {
    const holders = await setUp(origin, WORKSPACES, KEYS);
    const began = Date.now();
    const aside = Promise.all([listen(), keepTicking()]);
    const [outcomes] = await Promise.all([sendAll(plan, holders, options, origin, traffic), killOnTheWay()]);
    const loadMs = Date.now() - began;
    const settledMs = await settle(origin);
    over.abort();
    await aside;
    lives[kills.length] = await readNotes(origin);
    const stop = () => runtime.stop();
    return { holders, outcomes, traffic, kills, notes: lives, ticks, loadMs, settledMs, origin, stop };
  } catch (error) {
    over.abort();
    await runtime.kill();
    throw error;
  }
}

async function sendAll(
  { events, sendings }: Plan,
  holders: readonly Holder[],
  { seed }: RuntimeOptions,
  origin: string,
  traffic: Traffic,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  // What differs from an event is sent once the event is there: which of the two is first is not left to chance.
  const isThere = events.map(() => Promise.withResolvers<void>());
  const queue = sendings.entries();
  async function sendOn(): Promise<void> {
    for (const [index, sending] of queue) {
      const there = sending.expect === "event" ? isThere[sending.event] : undefined;
      if (sending.expect === "event" && sending.isConflict) await there?.promise;
      const { secret } = holderOf(holders, sending);
      outcomes.push(await sendUntilAnswered(origin, secret, sending, `${seed} ${index}`, traffic));
      traffic.done++;
      there?.resolve();
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, sendOn));
  return outcomes;
}

/** Whose key a submission comes with. */
export function holderOf(
  holders: readonly Holder[],
  { workspace, key }: { readonly workspace: number; readonly key: number },
): Holder {
  const holder = holders[workspace * KEYS + key];
  if (holder === undefined) throw new Error("no such key");
  return holder;
}

/** The scheduled handler, as `npm start` runs it. False when nobody was there; that it failed is one of the faults. */
async function tick(origin: string): Promise<boolean> {
  try {
    const url = `${origin}/cdn-cgi/local/scheduled?cron=*+*+*+*+*&format=json`;
    const response = await fetch(url, { signal: AbortSignal.timeout(60_000) });
    await response.arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

async function settle(origin: string): Promise<number | null> {
  const began = Date.now();
  while (Date.now() - began < SETTLE_MS) {
    const [row] = await query(
      origin,
      v.object({ pending: v.number() }),
      "SELECT count(*) AS pending FROM events WHERE status = 'pending'",
    );
    // A repeat that a marker answered is counted three seconds later.
    if (row?.pending === 0 && Date.now() - began > 5_000) return Date.now() - began;
    await sleep(500);
  }
  return null;
}
