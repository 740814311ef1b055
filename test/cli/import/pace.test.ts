import { expect, it } from "vitest";

import { createPacer } from "../../../src/cli/import/pace.ts";

it("the pace is that of the last fifteen seconds", () => {
  const pacer = createPacer({ atMs: 0, lines: 100, bytes: 0 });
  expect(pacer.add({ atMs: 0, lines: 100, bytes: 0 })).toEqual({ linesPerSecond: 0, bytesPerSecond: 0 });
  expect(pacer.add({ atMs: 10_000, lines: 1_100, bytes: 20_000 })).toEqual({
    linesPerSecond: 100,
    bytesPerSecond: 2_000,
  });
  pacer.add({ atMs: 20_000, lines: 1_100, bytes: 20_000 });
  expect(pacer.add({ atMs: 30_000, lines: 1_100, bytes: 20_000 })).toEqual({
    linesPerSecond: 0,
    bytesPerSecond: 0,
  });
});
