import { env } from "cloudflare:workers";
import { expect, it } from "vitest";

import { createRepeatCounter } from "../../src/pipeline/repeats.ts";
import { aroundD1 } from "../around-d1.ts";
import { createTestKey } from "../workspace.ts";

/** The database as another binding, with what was written by it. */
function createBinding() {
  const written: string[] = [];
  const db = aroundD1(env.DB, async (calls, run) => {
    written.push(...calls.map(({ binds }) => JSON.stringify(binds)));
    return run();
  });
  return { db, written };
}

async function createRepeat() {
  const { workspaceId, key } = await createTestKey();
  const sent = { kind: "emails", type: "sent", provider: "N8N", receivedAt: Date.now() };
  return { ...sent, id: `evt_${workspaceId}`, workspaceId, keyId: key.id, arrival: crypto.randomUUID() };
}

it("writes repeats that come at once by the database of each, also where both have the same number", async () => {
  const [one, other] = [createBinding(), createBinding()];
  const [mine, theirs] = [await createRepeat(), await createRepeat()];
  const counter = createRepeatCounter();
  await Promise.all([counter.note(one.db, mine, false), counter.note(other.db, theirs, false)]);
  for (const [{ written }, own, foreign] of [
    [one, mine, theirs],
    [other, theirs, mine],
  ] as const) {
    expect(written.join(" ")).toContain(own.workspaceId);
    expect(written.join(" ")).not.toContain(foreign.workspaceId);
  }
});
