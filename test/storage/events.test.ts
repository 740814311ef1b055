import { env } from "cloudflare:workers";
import { expect, it } from "vitest";

import { listConflicts } from "../../src/storage/conflicts.ts";
import { insertEvent } from "../../src/storage/event-insert.ts";
import { findEvent } from "../../src/storage/events.ts";
import { findResults } from "../../src/storage/results.ts";
import { recordAttempts } from "../../src/storage/attempts.ts";
import { addRepeats } from "../../src/storage/repeats.ts";
import { emailBody } from "../bodies.ts";
import { deliver } from "../deliver.ts";
import { newEvent } from "../new-event.ts";
import { readEvents } from "../rows.ts";
import { send, silentQueue } from "../send.ts";
import { createTestKey, createWorkspace } from "../workspace.ts";

const createEvent = async () => newEvent({ workspaceId: (await createWorkspace()).id });

it("counts an arrival once, however often its statement is run", async () => {
  const event = await createEvent();
  const again = { ...event, arrival: "second", receivedAt: 2_000 };
  expect(await insertEvent(env.DB, event, null)).toMatchObject({ isFirst: true });
  for (let times = 0; times < 3; times++) {
    expect(await insertEvent(env.DB, again, null)).toMatchObject({ isFirst: false, receivedAt: 1_000 });
  }
  expect(await findEvent(env.DB, event.workspaceId, event.id)).toMatchObject({
    duplicates: 1,
    lastDuplicateAt: 2_000,
  });
});

it("takes the first arrival's retry for no duplicate, whatever came between", async () => {
  const event = await createEvent();
  await insertEvent(env.DB, event, null);
  await insertEvent(env.DB, { ...event, arrival: "second", receivedAt: 2_000 }, null);
  expect(await insertEvent(env.DB, event, null)).toMatchObject({ isFirst: true, firstArrival: "first" });
  expect(await findEvent(env.DB, event.workspaceId, event.id)).toMatchObject({
    duplicates: 1,
    lastDuplicateAt: 2_000,
  });
});

it("counts a duplicate once when its statement runs again after others came between", async () => {
  const event = await createEvent();
  await insertEvent(env.DB, event, null);
  const arrivals = Array.from({ length: 8 }, () => crypto.randomUUID());
  for (const arrival of [...arrivals, ...arrivals]) {
    expect(await insertEvent(env.DB, { ...event, arrival }, null)).toMatchObject({ isFirst: false });
  }
  expect(await insertEvent(env.DB, event, null)).toMatchObject({ isFirst: true });
  expect(await readEvents(event.workspaceId)).toMatchObject([{ duplicates: 8 }]);
});

it("adds repeats in the workspace that they are of, and in no other", async () => {
  const event = await createEvent();
  await insertEvent(env.DB, event, null);
  const repeats = { id: event.id, arrival: "last", count: 3, lastAt: 5_000 };
  await addRepeats(env.DB, [{ ...repeats, workspaceId: "wrk_another" }]);
  expect(await readEvents(event.workspaceId)).toMatchObject([{ duplicates: 0 }]);
  await addRepeats(env.DB, [{ ...repeats, workspaceId: event.workspaceId }]);
  expect(await findEvent(env.DB, event.workspaceId, event.id)).toMatchObject({
    duplicates: 3,
    lastDuplicateAt: 5_000,
  });
});

it("adds repeats once when their statement runs again after a commit that nobody heard of", async () => {
  const event = await createEvent();
  await insertEvent(env.DB, event, null);
  const { id, workspaceId } = event;
  const repeats = [{ id, workspaceId, arrival: "third", count: 2, lastAt: 5_000 }];
  await addRepeats(env.DB, repeats);
  await addRepeats(env.DB, repeats);
  expect(await readEvents(workspaceId)).toMatchObject([{ duplicates: 2 }]);
  expect(await insertEvent(env.DB, event, null)).toMatchObject({ isFirst: true });
});

it("records nothing for a run that is over", async () => {
  const event = { ...(await createEvent()), status: "pending" as const, dueAt: 1 };
  await insertEvent(env.DB, event, null);
  const attempt = {
    id: event.id,
    workspaceId: event.workspaceId,
    messageId: "m",
    queuedAt: 1,
    at: 2,
    attempt: 7,
    reason: "of another run",
  };
  await recordAttempts(env.DB, [{ ...attempt, run: 2 }]);
  expect(await readEvents(event.workspaceId)).toMatchObject([{ attempts: 0, failure: null }]);
});

it("promise 7: shows results and conflicts to their workspace only", async () => {
  const { secret, workspaceId } = await createTestKey();
  const { id } = await send({ secret, body: emailBody({ eventId: "1" }), env: silentQueue });
  await send({ secret, body: emailBody({ eventId: "1", subject: "Another" }), env: silentQueue });
  await deliver([{ workspaceId, id, run: 1 }]);
  expect((await findResults(env.DB, workspaceId, id)).message).not.toBeNull();
  expect(await listConflicts(env.DB, workspaceId, id)).toHaveLength(1);
  expect(await findResults(env.DB, "wrk_another", id)).toEqual({
    message: null,
    signal: null,
    outcome: null,
    call: null,
  });
  expect(await listConflicts(env.DB, "wrk_another", id)).toEqual([]);
});
