import { env } from "cloudflare:workers";
import fc from "fast-check";
import { expect, it } from "vitest";

import { continueRebuild, changeTerms, listRebuilds } from "../../src/storage/rebuilds.ts";
import { history, terms } from "../analytics/history.ts";
import { figuresOf, type Known } from "../analytics/reference.ts";
import { comparable, readFigures } from "../analytics/state.ts";
import { createUnder, offsetsOf, settle, submit } from "../analytics/workspace.ts";

// More by ANALYTICS_RUNS.
const RUNS = Number(env.ANALYTICS_RUNS);

it("moves all figures over to another time zone and another window, also while events come", async () => {
  await fc.assert(
    fc.asyncProperty(history, terms, terms, fc.nat(24), async (events, under, wanted, place) => {
      const { workspaceId, secret } = await createUnder(under);
      const known: Known[] = [];
      const send = async (part: typeof events) => {
        const submitted = await Promise.all(part.map((event) => submit(secret, event)));
        known.push(...submitted.map((one) => one.known));
        const pending = submitted.filter(({ isPending }) => isPending);
        await settle(
          workspaceId,
          pending.map((one) => one.known.id),
        );
      };
      await send(events.slice(0, place));
      const change = { timeZone: wanted.timeZone, attributionDays: wanted.attributionDays };
      expect(await changeTerms(env.DB, workspaceId, change, offsetsOf(wanted.timeZone), 5)).toBe(true);
      await continueRebuild(env.DB, 3, 6);
      await send(events.slice(place));
      while (await continueRebuild(env.DB, 3, 7));
      const expected = figuresOf(known, { ...under, ...change });
      expect(comparable(await readFigures(workspaceId))).toEqual(comparable(expected));
    }),
    { numRuns: RUNS },
  );
}, 600_000);

it("says how far it is", async () => {
  const under = { timeZone: "UTC", ownDomains: [], currency: null, attributionDays: 90 };
  const { workspaceId, secret } = await createUnder(under);
  for (const eventId of ["1", "2", "3"]) {
    const body = { eventType: "deal_won", eventTimestamp: "2024-02-03T23:30:00Z", opportunityName: "A deal" };
    await submit(secret, { kind: "crm", body: { ...body, eventId, opportunityId: eventId } });
  }
  await settle(workspaceId, []);
  const progress = async () => (await listRebuilds(env.DB)).find((one) => one.workspaceId === workspaceId);
  expect(await progress()).toBeUndefined();
  const change = { timeZone: "Asia/Kolkata", attributionDays: null };
  await changeTerms(env.DB, workspaceId, change, offsetsOf("Asia/Kolkata"), 5);
  expect(await progress()).toMatchObject({ total: 3, done: 0, endedAt: null });
  await continueRebuild(env.DB, 2, 6);
  expect(await progress()).toMatchObject({ total: 3, done: 2, endedAt: null });
  await continueRebuild(env.DB, 2, 7);
  expect(await progress()).toMatchObject({ total: 3, done: 3, endedAt: 7 });
  expect(await continueRebuild(env.DB, 2, 8)).toBe(false);
});

it("refuses a workspace that is not there", async () => {
  const change = { timeZone: "UTC", attributionDays: null };
  expect(await changeTerms(env.DB, "wrk_none", change, [], 0)).toBe(false);
});
