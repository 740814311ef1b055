import { expect, it } from "vitest";

import { createRefusalLimits } from "../../src/pipeline/refusal-limits.ts";

const NOON = Date.UTC(2026, 10, 21, 12);

it("writes each of the first 500 refusals of an hour, and then in lots of 32, none of which is lost", () => {
  const limits = createRefusalLimits();
  let written = 0;
  let writes = 0;
  for (let index = 0; index < 5_000; index++) {
    const count = limits.take("key_1", "invalid_event", NOON + index);
    if (count === 0) continue;
    written += count;
    writes += 1;
    limits.learn("key_1", "invalid_event", NOON + index, written);
  }
  expect(writes).toBe(500 + Math.floor(4_500 / 32));
  expect(written).toBe(500 + 32 * Math.floor(4_500 / 32));
});

it("begins anew with the hour, and for every key and code", () => {
  const limits = createRefusalLimits();
  limits.take("key_1", "invalid_event", NOON);
  limits.learn("key_1", "invalid_event", NOON, 10_000);
  expect(limits.take("key_1", "invalid_event", NOON)).toBe(0);
  expect(limits.take("key_2", "invalid_event", NOON)).toBe(1);
  expect(limits.take("key_1", "invalid_json", NOON)).toBe(1);
  expect(limits.take("key_1", "invalid_event", NOON + 3_600_000)).toBe(1);
});
