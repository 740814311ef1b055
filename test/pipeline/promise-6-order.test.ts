import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

import { findResults } from "../../src/storage/results.ts";
import { callBody, emailBody } from "../bodies.ts";
import { deliver } from "../deliver.ts";
import { send, silentQueue } from "../send.ts";
import { createTestKey } from "../workspace.ts";

// Two emails, the reply to one of them, and a call: one conversation by subject and parties, one by its id.
const HISTORY = [
  { kind: "emails", body: emailBody() },
  { kind: "emails", body: emailBody({ subject: "Another", conversationId: "c1" }) },
  {
    kind: "emails",
    body: emailBody({
      eventType: "reply",
      eventTimestamp: "2024-02-04T09:00:00Z",
      subject: "Re: Follow up on our conversation",
      body: { text: "Yes, please." },
      from: { email: "john@prospect.com" },
      to: [{ email: "sarah@company.com" }],
    }),
  },
  { kind: "calls", body: callBody() },
];

/** The results of the whole history, each step a list of places in it that arrive and are processed together. */
async function replay(steps: readonly (readonly number[])[]) {
  const { secret, workspaceId } = await createTestKey();
  const results = new Map<number, unknown>();
  const ids = new Map<number, string>();
  for (const step of steps) {
    const tickets = [];
    for (const place of step) {
      const event = HISTORY[place];
      const { id } = await send({ secret, kind: event?.kind ?? "", body: event?.body, env: silentQueue });
      ids.set(place, id);
      tickets.push({ workspaceId, id, run: 1 });
    }
    await deliver(tickets);
  }
  for (const [place, id] of ids) results.set(place, await findResults(env.DB, workspaceId, id));
  // Ids differ from workspace to workspace.
  const places = new Map([...ids].map(([place, id]) => [id, place]));
  const inOrder = [...results].toSorted(([a], [b]) => a - b);
  return JSON.stringify(inOrder, (_key, value: unknown) =>
    typeof value === "string" ? (places.get(value) ?? value) : value,
  );
}

describe("promise 6: order doesn't matter", () => {
  it.each([
    ["the reply first", [[2], [0], [3], [1]]],
    ["the other way round", [[3], [2], [1], [0]]],
    ["all in one batch", [[1, 3, 0, 2]]],
    ["with repeats", [[2, 2], [0], [1, 3], [0, 2]]],
  ])("in the results of a history that arrives %s", async (_case, steps) => {
    expect(await replay(steps)).toEqual(await replay([[0], [1], [2], [3]]));
  });
});
