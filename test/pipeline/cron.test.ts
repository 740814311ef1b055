import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";

import worker from "../../src/index.ts";
import { runSteps } from "../../src/pipeline/cron.ts";
import { faultyD1 } from "../faults.ts";
import { captureLogs } from "../logs.ts";
import { silentQueue } from "../send.ts";

afterEach(() => vi.restoreAllMocks());

it("runs the steps that come after one that failed, names it in the log, and fails in the end", async () => {
  const logs = captureLogs();
  const run = runSteps([
    { name: "first", run: async () => 3 },
    { name: "second", run: () => Promise.reject(new Error("D1 is away")) },
    { name: "third", run: async () => 0 },
  ]);
  await expect(run).rejects.toThrow("cron steps failed");
  expect(logs.of("cron step failed")).toEqual([
    { message: "cron step failed", step: "second", error: "Error: D1 is away" },
  ]);
  expect(logs.of("cron")).toEqual([{ message: "cron", done: { first: 3, third: 0 } }]);
});

it("cleans up although the sweep can't be done", async () => {
  const logs = captureLogs();
  const DB = faultyD1(env.DB, ({ sql }) => (sql.startsWith("UPDATE events") ? "before" : "none"));
  const controller = { scheduledTime: Date.now(), cron: "* * * * *", noRetry() {} };
  const run = worker.scheduled(controller, { ...env, ...silentQueue, DB });
  await expect(run).rejects.toThrow("cron steps failed");
  expect(logs.of("cron")).toMatchObject([{ done: { rejections: expect.any(Number) } }]);
});
