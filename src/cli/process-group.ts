import { setTimeout as sleep } from "node:timers/promises";

const LOOK_EVERY_MS = 25;
const FORCED_END_MS = 1_000;

/** Asks a process that leads a group to end, and ends all of the group by force when that takes too long. */
export async function endGroup(leader: number, graceMs: number): Promise<void> {
  // Only the leader is asked: wrangler starts a runtime again that ends before it does.
  signal(leader, "SIGTERM");
  const giveUpAt = Date.now() + graceMs;
  while (isAlive(leader) && Date.now() < giveUpAt) await sleep(LOOK_EVERY_MS);
  await killGroup(leader);
}

/** Ends all of a group by force and waits until it is gone. */
export async function killGroup(leader: number): Promise<void> {
  // Bounded: where nobody collects the dead, as in some containers, a group never seems to end.
  const giveUpAt = Date.now() + FORCED_END_MS;
  while (signal(-leader, "SIGKILL") && Date.now() < giveUpAt) await sleep(LOOK_EVERY_MS);
}

function isAlive(leader: number): boolean {
  return signal(-leader, 0);
}

/** False when nobody is there to get it. */
function signal(target: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(target, name);
  } catch {
    return false;
  }
}
