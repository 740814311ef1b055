import * as v from "valibot";

import { LEXICON } from "../../src/lexicon/lexicon.ts";
import { indexEvents } from "../../src/pipeline/index-text.ts";
import { makeStoredFacts } from "../../src/pipeline/stored-facts.ts";
import { emailBody } from "../bodies.ts";
import type { Runtime } from "./runtime.ts";

const EVENTS = 2_000;
const EVENTS_AN_IMPORT = 500;
const LOOK_MS = 200;

const ANSWER = v.object({ data: v.object({ ingested: v.number(), pending: v.number() }) });

export type Size = {
  readonly event: string;
  /** Bytes of the database for one event, with its facts, words, indexes and unused page space. */
  readonly bytes: number;
};

/** Imports emails to as many people, has them processed, and looks at how much the database grows. */
export async function measureSize(runtime: Runtime): Promise<readonly Size[]> {
  const sizes: Size[] = [];
  for (const [eventType, bodyBytes] of [
    ["opened", 1_000],
    ["opened", 2_000],
    ["opened", 10_000],
    ["sent", 2_000],
  ] as const) {
    sizes.push({
      event: `${eventType}, body of ${bodyBytes} bytes`,
      bytes: await growth(runtime, eventType, bodyBytes),
    });
  }
  return sizes;
}

async function growth(runtime: Runtime, eventType: string, bodyBytes: number): Promise<number> {
  const { DB } = runtime.env;
  await settle(DB);
  const before = await sizeOf(DB);
  for (let first = 0; first < EVENTS; first += EVENTS_AN_IMPORT) {
    const events = Array.from({ length: EVENTS_AN_IMPORT }, (_none, index) =>
      email(eventType, bodyBytes, first + index),
    );
    await bring(runtime, events);
  }
  await settle(DB);
  return Math.round(((await sizeOf(DB)) - before) / EVENTS);
}

/** One of a campaign of follow-ups, each to somebody else, whose text fills the body up. */
function email(eventType: string, bodyBytes: number, number: number): object {
  const bearing = (text: string) => ({
    type: "emails",
    ...emailBody({
      eventType,
      eventId: `${eventType} ${bodyBytes} ${number}`,
      subject: `Follow up on our conversation of last week, ${number}`,
      to: [{ email: `person.${number}@prospect-${number % 400}.com` }],
      body: { text },
    }),
  });
  return bearing("x".repeat(Math.max(0, bodyBytes - JSON.stringify(bearing("")).length)));
}

async function bring({ worker, origin, secret }: Runtime, events: readonly object[]): Promise<void> {
  const answer = await worker.fetch(`${origin}/api/v2/event/import`, {
    method: "POST",
    headers: { api_key: secret, "content-type": "application/json" },
    body: JSON.stringify({ events }),
  });
  const { data } = v.parse(ANSWER, await answer.json());
  if (data.ingested + data.pending !== events.length) throw new Error("an event was not taken");
}

/** Until everything that arrived has its facts and its words. */
async function settle(db: D1Database): Promise<void> {
  const pending = db.prepare("SELECT 1 FROM events WHERE status = 'pending' LIMIT 1");
  while ((await pending.first()) !== null) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  while ((await makeStoredFacts(db, async () => LEXICON, Date.now())) > 0);
  while ((await indexEvents(db, Date.now())) > 0);
}

async function sizeOf(db: D1Database): Promise<number> {
  const { meta } = await db.prepare("SELECT 1").run();
  return meta.size_after;
}
