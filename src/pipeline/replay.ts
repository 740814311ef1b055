import { persist } from "../storage/d1.ts";
import { type Chosen, replayChosen } from "../storage/replay-chosen.ts";
import type { ReplayFilter } from "../storage/replay-filter.ts";
import { advanceReplay, listOpenReplays, openReplay, type OpenReplay } from "../storage/replays.ts";
import { LARGE_BACKLOG, readBacklog } from "./backlog.ts";
import { type Outbox, requeue } from "./requeue.ts";

/** Events looked at by one step: a bound to what one transaction rewrites. */
const STEP = 500;
const STEPS_A_RUN = 20;

// The queue may be long with all that a replay sends: time to drain before the sweep sends it once more.
const SWEEP_AFTER_MS = 10 * 60_000;

const OPEN_AT_ONCE = 5;

export type StartedReplay = { readonly id: string; readonly goOn: () => Promise<void> };

/** Opens a replay of everything that the filter takes in: `goOn` begins it, and the cron does the rest. */
export async function replayByFilter(
  { db, queue }: Outbox,
  workspaceId: string,
  filter: ReplayFilter,
  now: number,
): Promise<StartedReplay & { readonly total: number }> {
  const replay = { id: newReplayId(), workspaceId, createdAt: now };
  const opened = await persist(() => openReplay(db, replay, filter));
  return { id: replay.id, total: opened.total, goOn: () => advance({ db, queue }, opened, STEPS_A_RUN, now) };
}

/** Makes these events due again, of which `goOn` tells the queue. `chosen` are those that the workspace has. */
export async function replayByIds(
  { db, queue }: Outbox,
  workspaceId: string,
  ids: readonly string[],
  now: number,
): Promise<StartedReplay & { readonly chosen: readonly Chosen[] }> {
  const replay = { id: newReplayId(), workspaceId, createdAt: now };
  const chosen = await persist(() => replayChosen(db, replay, ids, now + SWEEP_AFTER_MS));
  const taken = chosen.filter(({ isTaken }) => isTaken);
  return { id: replay.id, chosen, goOn: () => requeue({ db, queue }, taken, now) };
}

/** Moves the replays on that are not through, each a bounded way. How many are not through. */
export async function continueReplays({ db, queue }: Outbox, now: number): Promise<number> {
  const replays = await listOpenReplays(db, OPEN_AT_ONCE);
  if (replays.length === 0) return 0;
  const backlog = await readBacklog(queue);
  if (backlog !== null && backlog.backlogCount > LARGE_BACKLOG) return replays.length;
  for (const replay of replays) {
    await advance({ db, queue }, replay, Math.ceil(STEPS_A_RUN / replays.length), now);
  }
  return replays.length;
}

async function advance({ db, queue }: Outbox, replay: OpenReplay, steps: number, now: number): Promise<void> {
  let rest: OpenReplay | null = replay;
  for (let step = 0; rest !== null && step < steps; step++) {
    const current: OpenReplay = rest;
    const { tickets, rest: next } = await persist(() =>
      advanceReplay(db, current, STEP, now + SWEEP_AFTER_MS, now),
    );
    await requeue({ db, queue }, tickets, now);
    rest = next;
  }
}

function newReplayId(): string {
  return `rpl_${crypto.randomUUID().replaceAll("-", "")}`;
}
