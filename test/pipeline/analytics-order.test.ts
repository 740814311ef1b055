import { env } from "cloudflare:workers";
import fc from "fast-check";
import { expect, it } from "vitest";

import { history, terms } from "../analytics/history.ts";
import { figuresOf } from "../analytics/reference.ts";
import { comparable, readFigures } from "../analytics/state.ts";
import { createUnder, settle, submit } from "../analytics/workspace.ts";

// More by ANALYTICS_RUNS.
const RUNS = Number(env.ANALYTICS_RUNS);

/** Where each event comes and comes again, in groups that arrive together. */
function arrivals(count: number): fc.Arbitrary<readonly (readonly number[])[]> {
  const places = Array.from({ length: count }, (_none, place) => place);
  return fc
    .tuple(
      fc.shuffledSubarray(places, { minLength: count }),
      fc.subarray(places),
      fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 12 }),
    )
    .map(([order, again, sizes]) => {
      const all = [...order, ...again];
      const groups: number[][] = [];
      for (let start = 0, turn = 0; start < all.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1;
        groups.push(all.slice(start, start + size));
        start += size;
      }
      return groups;
    });
}

it("gives the figures of the definitions, whatever the order, the repeats and the batches", async () => {
  const cases = history.chain((events) =>
    fc.tuple(fc.constant(events), terms, arrivals(events.length), arrivals(events.length)),
  );
  await fc.assert(
    fc.asyncProperty(cases, async ([events, under, ...orders]) => {
      for (const order of orders) {
        const { workspaceId, secret } = await createUnder(under);
        const known = new Map();
        for (const group of order) {
          const pending: string[] = [];
          for (const place of group) {
            const event = events[place];
            if (event === undefined) throw new Error("no such event");
            const submitted = await submit(secret, event);
            known.set(place, submitted.known);
            if (submitted.isPending) pending.push(submitted.known.id);
          }
          await settle(workspaceId, [...pending, ...pending]);
        }
        expect(comparable(await readFigures(workspaceId))).toEqual(
          comparable(figuresOf([...known.values()], under)),
        );
      }
    }),
    { numRuns: RUNS },
  );
}, 600_000);
