import { persist } from "../storage/d1.ts";
import { continueRebuild } from "../storage/rebuilds.ts";

const ROWS = 500;
const ROUNDS = 10;

/** Goes on with changes of what figures depend on, by at most ROWS × ROUNDS events. Says by how many steps. */
export async function continueRebuilds(db: D1Database, now: number): Promise<number> {
  let steps = 0;
  while (steps < ROUNDS && (await persist(() => continueRebuild(db, ROWS, now)))) steps++;
  return steps;
}
