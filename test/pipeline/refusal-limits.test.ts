import { expect, it } from "vitest";

import { createRefusalLimits } from "../../src/pipeline/refusal-limits.ts";

const NOON = Date.UTC(2026, 10, 21, 12);

function refusal(overrides: Readonly<Record<string, unknown>> = {}) {
  return { workspaceId: "wrk_1", keyId: "key_1", code: "invalid_event", at: NOON, ...overrides };
}

it("writes each of the first 500 refusals of an hour, and then in lots of 32, none of which is lost", () => {
  const limits = createRefusalLimits();
  let written = 0;
  let writes = 0;
  for (let index = 0; index < 5_000; index++) {
    const [tally] = limits.take(refusal({ at: NOON + index }));
    if (tally === undefined) continue;
    written = tally.total;
    writes += 1;
    limits.learn(tally, written);
  }
  expect(writes).toBe(500 + Math.floor(4_500 / 32));
  expect(written).toBe(500 + 32 * Math.floor(4_500 / 32));
});

it("begins anew with the hour, and for every key and code", () => {
  const limits = createRefusalLimits();
  for (const tally of limits.take(refusal())) limits.learn(tally, 10_000);
  expect(limits.take(refusal())).toEqual([]);
  expect(limits.take(refusal({ keyId: "key_2" }))).toMatchObject([{ total: 1 }]);
  expect(limits.take(refusal({ code: "invalid_json" }))).toMatchObject([{ total: 1 }]);
  const nextHour = limits.take(refusal({ at: NOON + 3_600_000 }));
  expect(nextHour).toMatchObject([
    { at: NOON + 3_600_000, total: 1 },
    { at: NOON, total: 2 },
  ]);
});

it("gives what D1 did not take to the next refusal, of whichever key, once", () => {
  const limits = createRefusalLimits();
  const first = limits.take(refusal());
  limits.postpone(first);
  const second = limits.take(refusal({ keyId: "key_2" }));
  expect(second).toMatchObject([
    { keyId: "key_2", total: 1 },
    { keyId: "key_1", total: 1 },
  ]);
  expect(limits.take(refusal({ keyId: "key_3" }))).toHaveLength(1);
});

it("gives a postponed tally no more once a later one of the same counter includes it", () => {
  const limits = createRefusalLimits();
  limits.postpone(limits.take(refusal()));
  expect(limits.take(refusal())).toMatchObject([{ total: 2 }]);
  expect(limits.take(refusal({ keyId: "key_2" }))).toHaveLength(1);
});
