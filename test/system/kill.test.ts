import { expect, it } from "vitest";

import { killUnderLoad } from "./kill.ts";

it("keeps every acknowledged event once and processes it, promises 1, 2 and 5, when all is killed under load", async () => {
  const report = await killUnderLoad({ kills: 1, afterMs: [1000, 2500], log: () => {} });
  expect(report).toMatchObject({ missing: 0, duplicated: 0, unprocessed: 0 });
  expect(report.acknowledged).toBeGreaterThan(30);
  expect(report.stored).toBeGreaterThanOrEqual(report.acknowledged);
  expect(report.stored).toBeLessThanOrEqual(report.sent);
});
