import { authenticate } from "../../src/pipeline/authenticate.ts";
import { cronSteps } from "../../src/pipeline/cron.ts";
import { indexEvents } from "../../src/pipeline/index-text.ts";
import { createIsolate } from "../../src/pipeline/isolate.ts";
import { type Delivery, processDeliveries } from "../../src/pipeline/process.ts";
import { receive } from "../../src/pipeline/receive.ts";
import { makeStoredFacts } from "../../src/pipeline/stored-facts.ts";
import { removeExpired } from "../../src/pipeline/retain.ts";
import { sweep } from "../../src/pipeline/sweep.ts";
import { writeRepeats } from "../../src/pipeline/repeats.ts";
import { findKind } from "../../src/domain/kinds/registry.ts";
import { readSettings } from "../../src/settings.ts";
import { LEXICON } from "../../src/lexicon/lexicon.ts";
import { BODIES } from "../bodies.ts";
import { overriding } from "../faults.ts";
import { type Cost, createMeter } from "./meter.ts";
import type { Runtime } from "./runtime.ts";

type EventCost = {
  readonly kind: keyof typeof BODIES;
  readonly type: string;
  /** Until the answer, with the key known to the isolate. */
  readonly received: Cost;
  /** A second arrival that D1 answers, since there is no marker. */
  readonly repeated: Cost;
  /** By the consumer; for a type that is stored only, what its facts take of the cron trigger. */
  readonly processed: Cost;
  readonly isStored: boolean;
};

export type Costs = {
  /** The look-up that an isolate makes once a minute for each key. */
  readonly keyLookUp: Cost;
  /** An arrival whose content differs from the stored one. */
  readonly conflict: Cost;
  /** What counts the repeats of one event that markers answered. */
  readonly repeats: Cost;
  readonly idleSweep: Cost;
  /** BATCH events that are due: queued again, or refused by the queue. */
  readonly sweep: Cost;
  readonly refusedSweep: Cost;
  readonly events: readonly EventCost[];
  /** BATCH `sent` in one batch of the queue. */
  readonly batch: Cost;
  /** A run of the cron trigger after BATCH like events of one key: stored ones, or processed ones. */
  readonly storedMinute: Cost;
  /** Making BATCH events findable by their words. */
  readonly words: Cost;
  readonly processedMinute: Cost;
  /** Removing BATCH processed emails whose time is over. */
  readonly retention: Cost;
};

export const BATCH = 20;

const EVENTS = [
  ["emails", "opened"],
  ["calls", "scheduled"],
  ["crm", "deal_won"],
  ["social", "message_sent"],
  ["emails", "sent"],
  ["emails", "reply"],
  ["calls", "transcript"],
] as const;

// About someone and something that no other event is about; the reply answers the email before it.
const CONTACT = { email: "measured@prospect.com" };
const ALONE = {
  emails: { to: [CONTACT] },
  calls: {},
  crm: { opportunityId: "measured" },
  social: { to: [{ name: "Measured" }] },
} as const;
const ANSWERING = { from: CONTACT, to: [{ email: "sarah@company.com" }] };

async function metrics(): Promise<QueueMetrics> {
  return { backlogCount: 0, backlogBytes: 0 };
}

async function takes(): Promise<QueueSendBatchResponse> {
  return { metadata: { metrics: await metrics() } };
}

function refuses(): Promise<never> {
  return Promise.reject(new Error("Too Many Requests"));
}

/** A run of the cron trigger in which nothing is to be done, while alerts are off. */
export async function measureIdleMinute({ env }: Runtime): Promise<Cost> {
  await runCron(env, env.DB);
  const { DB, costOf } = createMeter(env.DB);
  return costOf(() => runCron(env, DB));
}

async function runCron(env: Env, DB: D1Database): Promise<void> {
  const QUEUE = overriding(env.QUEUE, { sendBatch: takes, metrics });
  for (const { run } of cronSteps(overriding(env, { DB, QUEUE }), Date.now(), fetch)) await run();
}

const getLexicon = async () => LEXICON;

/** Runs the use cases themselves against the runtime's D1, without marker and queue, and adds up what D1 reports. */
export async function measureRows({ env, secret }: Runtime): Promise<Costs> {
  const { DB, costOf } = createMeter(env.DB);
  const isolate = createIsolate();
  const settings = { ...readSettings(env), markers: "off" } as const;
  const authentication = await authenticate(env.DB, isolate.keys, secret, Date.now());
  if (!authentication.ok) throw new Error("the key is not known");
  const { holder } = authentication;
  let sent = 0;

  async function send(kindName: keyof typeof BODIES, fields: Readonly<Record<string, unknown>>) {
    const kind = findKind(kindName);
    if (kind === null) throw new Error(`no kind is called ${kindName}`);
    const submission = {
      holder,
      kind,
      body: JSON.stringify(BODIES[kindName](fields)),
      receivedAt: Date.now(),
      isStrict: false,
      arrival: `arrival ${sent++}`,
    };
    const receiver = {
      db: DB,
      kv: env.MARKERS_KV,
      // What is measured is delivered by hand.
      queue: overriding(env.QUEUE, { sendBatch: takes }),
      settings,
      isolate,
      secret: null,
      keepAlive: () => {},
    };
    const reception = await receive(receiver, submission);
    if (!reception.ok) throw new Error("the event was refused");
    const { id, shouldProcess } = reception.receipt;
    const delivery: Delivery = {
      workspaceId: holder.key.workspaceId,
      id,
      run: 1,
      attempt: 1,
      messageId: "1",
      queuedAt: Date.now(),
    };
    return { delivery, shouldProcess };
  }

  const keyLookUp = await costOf(() => authenticate(DB, createIsolate().keys, secret, Date.now()));
  const events: EventCost[] = [];
  for (const [kind, type] of EVENTS) {
    // So that the next one's facts stand alone.
    while ((await makeStoredFacts(env.DB, getLexicon, Date.now())) > 0);
    const fields = { eventType: type, eventId: type, ...(type === "reply" ? ANSWERING : ALONE[kind]) };
    const received = await costOf(() => send(kind, fields));
    const repeated = await costOf(() => send(kind, fields));
    const { delivery, shouldProcess } = await send(kind, fields);
    const processed = await costOf(() =>
      shouldProcess
        ? processDeliveries(new Map([[DB, [delivery]]]), getLexicon)
        : makeStoredFacts(DB, getLexicon, Date.now()),
    );
    events.push({ kind, type, received, repeated, processed, isStored: !shouldProcess });
  }
  const conflict = await costOf(() => send("crm", { eventId: "deal_won", eventType: "deal_lost" }));
  const deliveries: Delivery[] = [];
  for (let index = 0; index < BATCH; index++) {
    deliveries.push((await send("emails", { eventId: `batch ${index}` })).delivery);
  }
  const [delivery] = deliveries;
  if (delivery === undefined) throw new Error("an empty batch");
  const repeats = await costOf(() => {
    const group = { ...holder.key, keyId: holder.key.id, kind: "emails", type: "sent" };
    const lastAt = Date.now();
    return writeRepeats(
      DB,
      [{ ...delivery, arrival: "another", count: 3, lastAt }],
      [{ ...group, count: 3, lastAt }],
    );
  });

  const sweepWith = (sendBatch: Queue["sendBatch"], now: number) =>
    costOf(() => sweep(DB, overriding(env.QUEUE, { sendBatch, metrics }), settings.sweepAfterMs, now));
  await sweepWith(takes, Date.now());
  const idleSweep = await sweepWith(takes, Date.now());
  const dueAt = Date.now() + settings.sweepAfterMs;
  const refusedSweep = await sweepWith(refuses, dueAt);
  const costOfSweep = await sweepWith(takes, dueAt);
  await runCron(env, env.DB);
  const batch = await costOf(() => processDeliveries(new Map([[DB, deliveries]]), getLexicon));
  const processedMinute = await costOf(() => runCron(env, DB));
  for (let index = 0; index < BATCH; index++) {
    await send("emails", { eventType: "opened", eventId: `stored ${index}` });
  }
  const words = await costOf(() => indexEvents(DB, Date.now()));
  const storedMinute = await costOf(() => runCron(env, DB));
  const removeAll = async () => {
    const late = Date.now() + 60_000;
    while ((await removeExpired(DB, { ...settings, retentionMs: 1 }, late)) > 0);
  };
  await removeAll();
  const expiring: Delivery[] = [];
  for (let index = 0; index < BATCH; index++) {
    expiring.push((await send("emails", { eventId: `expiring ${index}` })).delivery);
  }
  await processDeliveries(new Map([[DB, expiring]]), getLexicon);
  await indexEvents(env.DB, Date.now());
  const retention = await costOf(removeAll);
  return {
    keyLookUp,
    conflict,
    repeats,
    idleSweep,
    sweep: costOfSweep,
    refusedSweep,
    events,
    batch,
    storedMinute,
    words,
    processedMinute,
    retention,
  };
}
