import { env } from "cloudflare:workers";
import { expect, it } from "vitest";

import { findStandingMarker, markStored } from "../../src/pipeline/marking.ts";
import { createRecent } from "../../src/pipeline/recent.ts";
import type { NewEvent } from "../../src/storage/events.ts";
import { newEvent } from "../new-event.ts";

function marked(overrides: Partial<NewEvent> = {}) {
  const event = newEvent({ arrival: "a later one", ...overrides });
  const kept = {
    isFirst: true,
    receivedAt: 1_000,
    status: "stored",
    firstArrival: "the first",
    contentHash: "hash",
    understoodVersion: 1,
  } as const;
  return { event, kept };
}

it.each([
  ["stands for a later arrival of the same content", {}, 3, true],
  ["stands not for the very request that it stands for", { arrival: "the first" }, 3, false],
  ["stands not for other content", { contentHash: "another" }, 3, false],
  ["stands not for what another version understood", { understoodVersion: 2 }, 3, false],
  ["stands not in another epoch", {}, 4, false],
] as const)("promise 3: a marker %s", async (_case, overrides, epoch, stands) => {
  const { event, kept } = marked(overrides);
  await markStored(env.MARKERS_KV, createRecent(), event, kept, 3);
  expect((await findStandingMarker(env.MARKERS_KV, event, epoch, null)) !== null).toBe(stands);
});

it.each([
  ["stands while its event is kept", 1_000, true],
  ["stands not once its event may have been removed for its age", 999, false],
])("promise 3: a marker %s", async (_case, retentionMs, stands) => {
  const { event, kept } = marked({ receivedAt: 1_999 });
  await markStored(env.MARKERS_KV, createRecent(), event, kept, 3);
  expect((await findStandingMarker(env.MARKERS_KV, event, 3, retentionMs)) !== null).toBe(stands);
});

it("writes the marker of an event at most once a minute in an isolate", async () => {
  const { event, kept } = marked();
  const recent = createRecent();
  await markStored(env.MARKERS_KV, recent, event, kept, 3);
  await env.MARKERS_KV.delete(event.id);
  await markStored(env.MARKERS_KV, recent, { ...event, receivedAt: 60_999 }, kept, 3);
  expect(await env.MARKERS_KV.list({ prefix: event.id })).toMatchObject({ keys: [] });
  await markStored(env.MARKERS_KV, recent, { ...event, receivedAt: 61_000 }, kept, 3);
  expect((await env.MARKERS_KV.list({ prefix: event.id })).keys).toHaveLength(1);
});
