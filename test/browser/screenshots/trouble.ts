import { setTimeout as sleep } from "node:timers/promises";

import { emailBody } from "../../bodies.ts";
import type { Sender } from "../demo.ts";
import { postEvent } from "../post.ts";
import type { Runtime } from "../../measure/runtime.ts";

const LOOK_EVERY_MS = 200;
const GIVE_UP_AFTER_MS = 60_000;
const WAITED_MS = 3 * 3_600_000;

export type Trouble = { readonly failed: string; readonly waiting: string };

/**
 * The database refuses what processing writes: one event is given up, as after all its retries, another waits, as if
 * since hours. Gives the paths of both.
 */
export async function makeTrouble(
  { env, origin }: Runtime,
  { workspaceId, secret }: Sender,
): Promise<Trouble> {
  await env.DB.prepare(
    "CREATE TRIGGER trouble BEFORE INSERT ON messages BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END",
  ).run();
  const [failed, waiting] = await Promise.all(
    ["Proposal for Stonegate Energy", "Proposal for Bluewater Logistics"].map(async (subject) => {
      const body = emailBody({ subject, eventTimestamp: new Date().toISOString() });
      const { path } = await postEvent(origin, secret, "emails", body);
      return path.slice("/events/".length);
    }),
  );
  if (failed === undefined || waiting === undefined) throw new Error("nothing was sent");
  const one = env.DB.prepare("SELECT status, attempts FROM events WHERE id = ?1").bind(failed);
  await until(async () => Number(await one.first("attempts")) > 0);
  // Where the queue puts what it has retried often enough.
  await env.DEAD_LETTERS.send({ workspaceId, id: failed, run: 1 });
  await until(async () => (await one.first("status")) === "failed");
  await env.DB.prepare("UPDATE events SET received_at = ?2 WHERE id = ?1")
    .bind(waiting, Date.now() - WAITED_MS)
    .run();
  return { failed: `/events/${failed}`, waiting: `/events/${waiting}` };
}

/** While it lasts, the database answers no question about events. Gives what ends it. */
export async function makeOutage({ env }: Runtime): Promise<() => Promise<void>> {
  await env.DB.prepare("ALTER TABLE events RENAME TO events_away").run();
  return async () => void (await env.DB.prepare("ALTER TABLE events_away RENAME TO events").run());
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + GIVE_UP_AFTER_MS;
  while (!(await holds())) {
    if (Date.now() > giveUpAt) throw new Error("the trouble did not come about");
    await sleep(LOOK_EVERY_MS);
  }
}
