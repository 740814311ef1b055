import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";

import { removeExpired } from "../../src/pipeline/retain.ts";
import { readSettings } from "../../src/settings.ts";
import { emailBody } from "../bodies.ts";
import { deliver } from "../deliver.ts";
import { countRows, readEvents } from "../rows.ts";
import { send, silentQueue } from "../send.ts";
import { createTestKey, type TestWorkspace } from "../workspace.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

// What other tests have stored is younger, but for what they dated far back and are done with.
const settings = readSettings({ ...env, RETENTION_DAYS: "400" });

let workspaceId: TestWorkspace["id"];
let secret: string;

beforeEach(async () => {
  ({ secret, workspaceId } = await createTestKey());
});

/** An event received so many days ago, and before all but `place - 1` others. */
async function sendAged(days: number, place: number) {
  const { id } = await send({ secret, body: emailBody({ eventId: `${days}` }), env: silentQueue });
  await env.DB.batch([
    env.DB.prepare("UPDATE events SET seq = (SELECT max(seq) + 1 FROM events) WHERE seq = ?1").bind(place),
    env.DB.prepare("UPDATE events SET seq = ?2, received_at = received_at - ?3 WHERE id = ?1").bind(
      id,
      place,
      days * DAY_MS,
    ),
  ]);
  return id;
}

it("removes what was received before the retention began, with all that was made of it", async () => {
  const gone = await sendAged(401, 1);
  const kept = await sendAged(399, 2);
  await deliver([gone, kept].map((id) => ({ workspaceId, id, run: 1 })));
  expect(await countRows("messages", workspaceId)).toBe(2);
  expect(await removeExpired(env.DB, settings, Date.now())).toBeGreaterThanOrEqual(1);
  expect(await readEvents(workspaceId)).toMatchObject([{ id: kept }]);
  expect(await countRows("messages", workspaceId)).toBe(1);
});

it("removes nothing where no retention is set", async () => {
  const kept = await sendAged(4_000, 1);
  expect(await removeExpired(env.DB, readSettings(env), Date.now())).toBe(0);
  expect(await readEvents(workspaceId)).toMatchObject([{ id: kept }]);
  await removeExpired(env.DB, settings, Date.now());
  expect(await readEvents(workspaceId)).toEqual([]);
});
