import { fileURLToPath } from "node:url";

import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("..", import.meta.url));
const migrations = await readD1Migrations(`${root}src/storage/migrations`);

export default defineConfig({
  root,
  test: {
    silent: "passed-only",
    // One more than two cores have, since what starts processes waits for them most of the time.
    maxWorkers: 3,
    projects: [
      {
        // Some go over a mebibyte, which takes its time on a busy machine.
        test: {
          name: "domain",
          include: ["test/{domain,labelled,openapi}/**/*.test.ts"],
          // Nothing of it keeps anything.
          isolate: false,
          testTimeout: 60_000,
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: `${root}wrangler.toml` },
            miniflare: {
              // The real one with a limit that a test can reach.
              ratelimits: { TIGHT_LIMITER: { namespace_id: "24011", simple: { limit: 5, period: 60 } } },
              // For the tests of several databases, beside the one of all others.
              d1Databases: { FIRST_DB: "first", SECOND_DB: "second" },
              bindings: {
                TEST_MIGRATIONS: migrations,
                SECRET: "secret of the tests",
                OPERATOR_TOKEN: "token-of-the-tests",
                ANALYTICS_RUNS: process.env["ANALYTICS_RUNS"] ?? "20",
              },
            },
          }),
        ],
        test: {
          name: "worker",
          include: ["test/{storage,pipeline,queue,http,console}/**/*.test.ts"],
          setupFiles: ["test/setup.ts"],
          // One runtime for all files: they share a database and stay apart by workspaces of their own.
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "system",
          include: ["test/{cli,system,browser}/**/*.test.ts"],
          // Of use only against what hangs: on a busy machine a start takes a while, and some tests make many.
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
