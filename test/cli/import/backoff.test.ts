import { describe, expect, it } from "vitest";

import { toDelayMs } from "../../../src/cli/import/backoff.ts";

describe("the pause before another try", () => {
  it("doubles up to half a minute, and half of it is chance", () => {
    const failures = [1, 2, 3, 7, 50];
    expect(failures.map((count) => toDelayMs(count, null, 0))).toEqual([250, 500, 1000, 15_000, 15_000]);
    expect(failures.map((count) => toDelayMs(count, null, 1))).toEqual([500, 1000, 2000, 30_000, 30_000]);
  });

  it("is at least what the answer asks for", () => {
    expect(toDelayMs(1, 5, 0.5)).toBe(5_000);
    expect(toDelayMs(9, 5, 1)).toBe(30_000);
  });
});
