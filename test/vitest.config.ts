import { fileURLToPath } from "node:url";

import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("..", import.meta.url));
const migrations = await readD1Migrations(`${root}src/storage/migrations`);

export default defineConfig({
  root,
  test: {
    silent: "passed-only",
    // The runtime's tests and those that wait for processes go side by side, also on two cores.
    maxWorkers: 2,
    projects: [
      {
        test: { name: "domain", include: ["test/domain/**/*.test.ts"] },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: `${root}wrangler.toml` },
            miniflare: {
              // The real one with a limit that a test can reach.
              ratelimits: { TIGHT_LIMITER: { namespace_id: "24011", simple: { limit: 5, period: 60 } } },
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
          include: ["test/{storage,pipeline,queue,http}/**/*.test.ts"],
          setupFiles: ["test/setup.ts"],
          // One runtime for all files: they share a database and stay apart by workspaces of their own.
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "system",
          include: ["test/system/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
