import { setTimeout as sleep } from "node:timers/promises";

import { fillWorkspace } from "../../src/cli/demo/fill-workspace.ts";
import { makeWorld } from "../../src/cli/demo/world.ts";
import type { Runtime } from "../measure/runtime.ts";

const LOOK_EVERY_MS = 200;

/** A Monday, before which the demo's 13 weeks end: the same in every run. */
export const UNTIL = Date.parse("2026-03-02");

/** Whose events they are. */
export type Sender = { readonly workspaceId: string; readonly secret: string };

/** Sends the demo's events to a workspace, until all that is made of them is made. */
export async function fillDemo(runtime: Runtime, { secret }: Sender, events: number): Promise<void> {
  const world = makeWorld({ seed: "acme", until: UNTIL, events });
  const code = await fillWorkspace({ origin: runtime.origin, key: secret }, world);
  if (code !== 0) throw new Error("the demo's events were not all taken");
  await untilSettled(runtime);
}

/** Runs the cron trigger until nothing waits: to be processed, to be counted or to be found. */
export async function untilSettled({ worker, env }: Runtime): Promise<void> {
  for (;;) {
    await worker.scheduled({ cron: "* * * * *" });
    if (!(await hasWork(env.DB))) return;
    await sleep(LOOK_EVERY_MS);
  }
}

async function hasWork(db: D1Database): Promise<boolean> {
  const work = await db
    .prepare(
      `SELECT EXISTS (SELECT 1 FROM events WHERE status = 'pending')
         OR EXISTS (SELECT 1 FROM marks WHERE name IN ('facts', 'text') AND value < (SELECT max(seq) FROM events))
         OR EXISTS (SELECT 1 FROM facts_due) AS work`,
    )
    .first<number>("work");
  return work === 1;
}
