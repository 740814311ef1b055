import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

/** Ends a process and all that stems from it at once, without letting any of them do anything more. */
export async function killTree(root: number): Promise<void> {
  for (const pid of [root, ...(await descendants(root))]) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // it had ended already
    }
  }
}

/** The ids of all processes that stem from this one. */
export async function descendants(root: number): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-axo", "pid=,ppid="]);
  const parents = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found: number[] = [];
  for (let generation = [root]; generation.length > 0;) {
    generation = parents.flatMap(([pid, parent]) =>
      pid !== undefined && parent !== undefined && generation.includes(parent) ? [pid] : [],
    );
    found.push(...generation);
  }
  return found;
}

/** Those of these processes that still run after the given time. */
export async function survivors(pids: readonly number[], withinMs: number): Promise<readonly number[]> {
  const giveUpAt = Date.now() + withinMs;
  let left = pids.filter(isAlive);
  while (left.length > 0 && Date.now() < giveUpAt) {
    await sleep(100);
    left = left.filter(isAlive);
  }
  return left;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
