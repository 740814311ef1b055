import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";

import { FLUSH_MS } from "../src/pipeline/repeats.ts";
import { settleAll } from "./settle.ts";

await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
await settleAll();

const realSetTimeout = globalThis.setTimeout;

// Whatever sends an event twice would wait for the time that repeats are gathered in: it flies.
function setTimeoutButNoFlush(work: (...args: unknown[]) => void, delay?: number, ...args: unknown[]) {
  return realSetTimeout(work, delay === FLUSH_MS ? delay / 100 : delay, ...args);
}

globalThis.setTimeout = Object.assign(setTimeoutButNoFlush, realSetTimeout);
