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

const GROWN = [
  {
    field: "subject",
    kind: "emails",
    build: (x: string) => emailBody({ eventType: "reply", subject: `x${x}` }),
  },
  { field: "conversationId", kind: "emails", build: (x: string) => emailBody({ conversationId: `x${x}` }) },
  { field: "campaignId", kind: "emails", build: (x: string) => emailBody({ campaignId: `x${x}` }) },
  {
    field: "text",
    kind: "emails",
    build: (x: string) => emailBody({ eventType: "reply", body: { text: `x${x}` } }),
  },
  { field: "title", kind: "calls", build: (x: string) => callBody({ title: `x${x}` }) },
  {
    field: "speaker",
    kind: "calls",
    build: (x: string) => callBody({ transcript: [{ speaker: `x${x}`, text: "Hi" }] }),
  },
];

const UNITS = [
  { name: "quotes", unit: '"' },
  { name: "control characters", unit: "\u0001" },
  { name: "four-byte characters", unit: "𝄞" },
];

const cases = GROWN.flatMap((grown) => UNITS.map((unit) => ({ ...grown, ...unit })));

it.each(cases)(
  "gives D1 no parameter over its limit for a $field full of $name",
  async ({ kind, build, unit }) => {
    const body = fill(build, unit);
    let largest = 0;
    const DB = faultyD1(env.DB, ({ binds }) => {
      for (const bind of binds)
        largest = Math.max(largest, new TextEncoder().encode(String(bind)).byteLength);
      return "none";
    });
    const { secret, workspaceId } = await createTestKey();
    const { id } = await send({ secret, kind, body, env: { ...silentQueue, DB } });
    await deliver([{ workspaceId, id, run: 1 }], { DB });
    expect(await readEvents(workspaceId)).toMatchObject([{ status: "processed" }]);
    expect(largest).toBeGreaterThan(1_000_000);
    expect(largest).toBeLessThan(MAX_PARAMETER_BYTES);
  },
);
