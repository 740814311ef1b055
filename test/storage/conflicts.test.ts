import { env } from "cloudflare:workers";
import { expect, it } from "vitest";

import { KEPT_CONFLICTS, listConflicts } from "../../src/storage/conflicts.ts";
import { emailBody } from "../bodies.ts";
import { faultyD1 } from "../faults.ts";
import { readEvents } from "../rows.ts";
import { send, silentQueue } from "../send.ts";
import { createTestKey } from "../workspace.ts";

async function sendVersions(count: number) {
  const { secret, workspaceId } = await createTestKey();
  const bodies = Array.from({ length: count }, (_none, version) =>
    emailBody({ eventId: "1", subject: `v${version}` }),
  );
  let id = "";
  for (const body of bodies) ({ id } = await send({ secret, body, env: silentQueue }));
  return { secret, workspaceId, id, bodies: bodies.map((body) => JSON.stringify(body)) };
}

it("keeps the latest bodies that differ from an event's, and the first as the event", async () => {
  const { workspaceId, id, bodies } = await sendVersions(KEPT_CONFLICTS + 3);
  const kept = await listConflicts(env.DB, workspaceId, id);
  expect(kept.map(({ body }) => body)).toEqual(bodies.slice(3).toReversed());
  expect(await readEvents(workspaceId)).toMatchObject([{ id, duplicates: KEPT_CONFLICTS + 2 }]);
});

it("keeps a differing body once, however often it comes", async () => {
  const { secret, workspaceId, id } = await sendVersions(2);
  const again = await send({ secret, body: emailBody({ eventId: "1", subject: "v1" }), env: silentQueue });
  expect(again).toMatchObject({ id, conflict: true });
  expect(await listConflicts(env.DB, workspaceId, id)).toHaveLength(1);
});

it("keeps those that came last, also when one of them came before", async () => {
  const { secret, workspaceId, id, bodies } = await sendVersions(KEPT_CONFLICTS + 1);
  const [, oldest = ""] = bodies;
  await send({ secret, body: JSON.parse(oldest), env: silentQueue });
  await send({ secret, body: emailBody({ eventId: "1", subject: "the latest" }), env: silentQueue });
  const kept = (await listConflicts(env.DB, workspaceId, id)).map(({ body }) => body);
  expect(kept).toHaveLength(KEPT_CONFLICTS);
  expect(kept).toContain(oldest);
  expect(kept).not.toContain(bodies[2]);
});

it("refuses the request when the differing body can't be kept", async () => {
  const { secret } = await sendVersions(1);
  const DB = faultyD1(env.DB, ({ sql }) => (sql.startsWith("INSERT INTO conflicts") ? "before" : "none"));
  const refused = await send({
    secret,
    body: emailBody({ eventId: "1", subject: "v1" }),
    env: { ...silentQueue, DB },
  });
  expect(refused).toMatchObject({ status: 503 });
});
