import { env } from "cloudflare:workers";
import fc from "fast-check";
import { expect, it } from "vitest";

import { continueErasures, lasting } from "../../src/pipeline/erase.ts";
import { processDeliveries } from "../../src/pipeline/process.ts";
import { lexiconAmong } from "../../src/pipeline/lexicon.ts";
import { makeStoredFacts } from "../../src/pipeline/stored-facts.ts";
import { deleteReceivedBefore } from "../../src/storage/retention.ts";
import { history, terms } from "../analytics/history.ts";
import { recomputeRollUps, rollUpsOf } from "../analytics/recompute.ts";
import { figuresOf, type Known } from "../analytics/reference.ts";
import { comparable, readFigures } from "../analytics/state.ts";
import { createUnder, submit } from "../analytics/workspace.ts";
import { deliver } from "../deliver.ts";
import { type Fault, faultyD1 } from "../faults.ts";
import { makeAllFacts } from "../make-all-facts.ts";
import { order } from "../order.ts";
import { silentQueue } from "../send.ts";

// More by ANALYTICS_RUNS.
const RUNS = Number(env.ANALYTICS_RUNS);

type Waiting = { readonly id: string; readonly run: number };

async function pendingIn(workspaceId: string): Promise<readonly Waiting[]> {
  const { results } = await env.DB.prepare(
    "SELECT id, run FROM events WHERE workspace_id = ?1 AND status = 'pending' ORDER BY seq",
  )
    .bind(workspaceId)
    .all<Waiting>();
  return results;
}

/** The events as they stand in the workspace by now. */
async function knownIn(workspaceId: string): Promise<readonly Known[]> {
  const { results } = await env.DB.prepare(
    "SELECT id, kind, type, occurred_at AS at, body FROM events WHERE workspace_id = ?1",
  )
    .bind(workspaceId)
    .all<Omit<Known, "body"> & { readonly body: string }>();
  return results.map(({ body, ...event }) => ({ ...event, body: JSON.parse(body) }));
}

/** Asks for something that is to be done. */
async function demand(secret: string, path: string, wanted: object): Promise<void> {
  const { status } = await order(secret, path, wanted, silentQueue);
  if (status !== 200) throw new Error(`${path} was answered ${status}`);
}

/** What may befall the events of a workspace; `n` chooses whom. */
type Workspace = { readonly workspaceId: string; readonly secret: string };
const STEPS: Readonly<Record<string, (workspace: Workspace, n: number) => Promise<unknown>>> = {
  async process({ workspaceId }, n) {
    const pending = await pendingIn(workspaceId);
    await deliver(pending.slice(0, 4 + n).map((ticket) => ({ workspaceId, ...ticket })));
  },
  makeFacts: () => makeAllFacts(0),
  async replay({ workspaceId, secret }, n) {
    const ids = (await knownIn(workspaceId)).map(({ id }) => id).filter((_id, index) => index % 3 === n % 3);
    if (ids.length > 0) await demand(secret, "/api/v2/event/replay", { eventOIds: ids });
  },
  async remove({ workspaceId, secret }, n) {
    const ids = (await knownIn(workspaceId)).map(({ id }) => id).filter((_id, index) => index % 6 === n % 6);
    if (ids.length > 0) await demand(secret, "/api/v2/event/delete", { eventOIds: ids });
  },
  async erase({ secret, workspaceId }, n) {
    const email = ["amy@prospect.com", "sam@company.com", "amy@prospect.com", "john@prospect.com"][n % 4];
    await demand(secret, "/api/v2/subjects/erase", { email, suppress: false });
    await continueErasures({ db: env.DB, queue: silentQueue.QUEUE }, workspaceId, lasting(5_000), Date.now());
  },
  async expire({ workspaceId }, n) {
    const [oldest] = await env.DB.prepare(
      "SELECT seq FROM events WHERE workspace_id = ?1 ORDER BY seq LIMIT 1",
    )
      .bind(workspaceId)
      .raw<[number]>();
    if (oldest === undefined) return;
    const older = await env.DB.prepare("SELECT count(*) AS n FROM events WHERE seq < ?1")
      .bind(oldest[0])
      .first<number>("n");
    await deleteReceivedBefore(env.DB, Number.MAX_SAFE_INTEGER, (older ?? 0) + 1 + (n % 3));
  },
};

it("keeps roll-ups equal to the facts through processing, replays, deletion, erasure and retention", async () => {
  // What makes facts comes as often as what takes them away.
  const names = [
    "process",
    "process",
    "process",
    "makeFacts",
    "makeFacts",
    "replay",
    "remove",
    "erase",
    "expire",
  ];
  const steps = fc.array(fc.tuple(fc.constantFrom(...names), fc.nat(20)), { minLength: 6, maxLength: 14 });
  await fc.assert(
    fc.asyncProperty(history, terms, steps, async (events, under, plan) => {
      const workspace = await createUnder(under);
      const { workspaceId, secret } = workspace;
      const part = Math.ceil(events.length / plan.length);
      for (const [index, [name, n]] of plan.entries()) {
        for (const event of events.slice(index * part, (index + 1) * part)) await submit(secret, event);
        await STEPS[name]?.(workspace, n);
        const figures = await readFigures(workspaceId);
        expect(comparable(rollUpsOf(figures))).toEqual(comparable(await recomputeRollUps(workspaceId)));
      }
      await deliver((await pendingIn(workspaceId)).map((ticket) => ({ workspaceId, ...ticket })));
      await makeAllFacts(0);
      const expected = figuresOf(await knownIn(workspaceId), under);
      expect(comparable(await readFigures(workspaceId))).toEqual(comparable(expected));
    }),
    { numRuns: 3 * RUNS },
  );
}, 600_000);

it("gives the same figures when two consumers and the cron trigger meet at every await", async () => {
  await fc.assert(
    fc.asyncProperty(history, terms, fc.scheduler(), async (events, under, scheduler) => {
      const { workspaceId, secret } = await createUnder(under);
      for (const event of events) await submit(secret, event);
      const DB = faultyD1(env.DB, async (): Promise<Fault> => {
        await scheduler.schedule(Promise.resolve());
        return "none";
      });
      const deliveries = (await pendingIn(workspaceId)).map((ticket, index) => ({
        ...ticket,
        workspaceId,
        messageId: String(index),
        queuedAt: 0,
        attempt: 1,
      }));
      const getLexicon = lexiconAmong(env.ASSETS);
      const half = Math.ceil(deliveries.length / 2);
      await scheduler.waitFor(
        Promise.all([
          processDeliveries(new Map([[DB, deliveries]]), getLexicon),
          processDeliveries(
            new Map([[DB, [...deliveries.slice(half), ...deliveries.slice(0, half)]]]),
            getLexicon,
          ),
          makeStoredFacts(DB, getLexicon, 0),
          makeStoredFacts(DB, getLexicon, 0),
        ]),
      );
      await makeAllFacts(0);
      const expected = figuresOf(await knownIn(workspaceId), under);
      expect(comparable(await readFigures(workspaceId))).toEqual(comparable(expected));
    }),
    { numRuns: RUNS },
  );
}, 600_000);
