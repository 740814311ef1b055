import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";

import { FULL_BODIES } from "../bodies.ts";
import { EDGE_TEXTS } from "../edge-texts.ts";
import { placesIn, replacedAt } from "../places.ts";
import { get, idOf, post } from "../request.ts";
import { readEvents } from "../rows.ts";
import { verdict } from "../verdict.ts";
import { createTestKey } from "../workspace.ts";

// One workspace for the file: which events it holds already makes no difference to any of these rules.
let secret = "";
let workspaceId = "";
beforeAll(async () => {
  ({ secret, workspaceId } = await createTestKey());
});

async function readUnfinished() {
  const events = await readEvents(workspaceId);
  return events.filter(({ status }) => status !== "processed" && status !== "stored");
}

const anyJson = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.jsonValue({ maxDepth: 3, stringUnit: "binary" }),
  fc.constantFrom(...EDGE_TEXTS, 0, -1, 1e308, 2 ** 53, true, false, null),
  fc.constantFrom([], {}, [[]], [{}], [null], [""], { email: null }, { email: "a@b.c" }, { text: 5 }, [
    "a@b.c",
  ]),
);

describe.each(["emails", "calls", "crm", "social"] as const)("a body for %s", (kind) => {
  const full = FULL_BODIES[kind];

  it("that is any JSON value is accepted or refused, and never our fault", async () => {
    await fc.assert(
      fc.asyncProperty(anyJson, async (body) => {
        const answer = await post(secret, kind, JSON.stringify(body));
        expect(answer.json).toEqual(verdict(answer));
      }),
      { numRuns: 60 },
    );
  });

  it("that has any JSON value in any place is accepted or refused, and never our fault", async () => {
    const change = fc.tuple(fc.constantFrom(...placesIn(full)), anyJson);
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const body = changes.reduce<unknown>(
          (changed, [place, value]) => replacedAt(changed, place, value),
          full,
        );
        const answer = await post(secret, kind, JSON.stringify(body));
        expect(answer.json).toEqual(verdict(answer));
      }),
      { numRuns: 150 },
    );
  });

  it("that lacks any of its places is accepted or refused, and never our fault", async () => {
    for (const place of placesIn(full)) {
      const answer = await post(secret, kind, JSON.stringify(replacedAt(full, place, undefined)));
      expect(answer.json).toEqual(verdict(answer));
    }
  });

  it("that has any JSON value as a field that nobody knows is accepted, and kept as sent", async () => {
    const name = fc.string().filter((text) => !(text in full));
    await fc.assert(
      fc.asyncProperty(name, fc.jsonValue({ maxDepth: 5 }), async (key, value) => {
        const text = JSON.stringify({ ...full, [key]: value, eventId: crypto.randomUUID() });
        const id = idOf(await post(secret, kind, text));
        const read = await get(secret, `/api/v2/event/get?eventOId=${id}`);
        expect(read.json).toMatchObject({ data: { body: text } });
      }),
      { numRuns: 25 },
    );
  });
});

describe("whatever was accepted", () => {
  it("is processed, or stored when its sub-type is not", async () => {
    await expect.poll(readUnfinished, { timeout: 25_000, interval: 250 }).toEqual([]);
  });
});
