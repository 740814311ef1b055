import { env } from "cloudflare:workers";
import { expect, it } from "vitest";

import { MAX_BODY_BYTES } from "../../src/http/body.ts";
import { callBody, emailBody } from "../bodies.ts";
import { deliver } from "../deliver.ts";
import { faultyD1 } from "../faults.ts";
import { readEvents } from "../rows.ts";
import { send, silentQueue } from "../send.ts";
import { createTestKey } from "../workspace.ts";

// D1 takes 2,000,000 bytes a string, a parameter and a row; the local one does not say so.
const MAX_PARAMETER_BYTES = 1_900_000;

/** The body with one field grown until the whole is as large as a body may be. */
function fill(build: (grown: string) => object, unit: string): object {
  const bytesOf = (grown: string) => new TextEncoder().encode(JSON.stringify(build(grown))).byteLength;
  const empty = bytesOf("");
  const count = Math.floor((MAX_BODY_BYTES - empty) / (bytesOf(unit) - empty));
  return build(unit.repeat(count));
}

const GROWN = {
  subject: ["emails", (grown: string) => emailBody({ eventType: "reply", subject: `x${grown}` })],
  conversationId: ["emails", (grown: string) => emailBody({ conversationId: `x${grown}` })],
  campaignId: ["emails", (grown: string) => emailBody({ campaignId: `x${grown}` })],
  "body.text": ["emails", (grown: string) => emailBody({ eventType: "reply", body: { text: `x${grown}` } })],
  title: ["calls", (grown: string) => callBody({ title: `x${grown}` })],
  speaker: ["calls", (grown: string) => callBody({ transcript: [{ speaker: `x${grown}`, text: "Hello" }] })],
} as const;

const UNITS = { quotes: '"', "control characters": "\u0001", "four-byte characters": "𝄞" };

const cases = Object.keys(GROWN).flatMap((field) => Object.keys(UNITS).map((unit) => [field, unit] as const));

it.each(cases)("gives D1 no parameter over its limit for a %s full of %s", async (field, unit) => {
  const [kind, build] = GROWN[field as keyof typeof GROWN]; // a key of it, by the line above
  const body = fill(build, UNITS[unit as keyof typeof UNITS]); // likewise
  let largest = 0;
  const DB = faultyD1(env.DB, ({ binds }) => {
    for (const bind of binds) largest = Math.max(largest, new TextEncoder().encode(String(bind)).byteLength);
    return "none";
  });
  const { secret, workspaceId } = await createTestKey();
  const { id } = await send({ secret, kind, body, env: { ...silentQueue, DB } });
  await deliver([{ workspaceId, id, run: 1 }], { DB });
  expect(await readEvents(workspaceId)).toMatchObject([{ status: "processed" }]);
  expect(largest).toBeGreaterThan(1_000_000);
  expect(largest).toBeLessThan(MAX_PARAMETER_BYTES);
});
