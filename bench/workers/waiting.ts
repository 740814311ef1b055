// The very handlers of the Workers, in front of bindings that take as long as the bench says.
import { AsyncLocalStorage } from "node:async_hooks";

import worker from "../../src/index.ts";
import { aroundD1, type Call } from "../../test/around-d1.ts";
import { overriding } from "../../test/faults.ts";
import floor from "./floor.ts";
import textbook from "./textbook.ts";

type Latencies = {
  readonly KV_HIT_MS: string;
  readonly KV_MISS_MS: string;
  readonly QUEUE_MS: string;
  /** Where `d1.ts` is. */
  readonly D1_ORIGIN: string;
  readonly D1_ROUND_TRIP_MS: string;
  readonly D1_STATEMENT_MS: string;
  readonly D1_ROW_MS: string;
};

type SlowEnv = Env & Latencies;

/** Of one request: the calls of D1 that began before its answer, and those of them that ended before it. */
type Tally = { begun: number; ended: number };

const tallies = new AsyncLocalStorage<Tally>();

const stored = new Map<string, string>();

// When D1 will have done all that it was given.
let freeAt = 0;

// One for the isolate, as the platform's own bindings are.
let slowEnv: SlowEnv | null = null;

export default {
  async fetch(request, env, ctx) {
    slowEnv ??= { ...env, DB: slowD1(env), MARKERS_KV: slowKv(env), QUEUE: slowQueue(env) };
    const slow = slowEnv;
    const { pathname } = new URL(request.url);
    if (pathname === "/bench/kv") {
      const [name = "", value = ""] = (await request.text()).split("\n");
      stored.set(name, value);
      return new Response(null, { status: 204 });
    }
    const tally = { begun: 0, ended: 0 };
    const answered = tallies.run(tally, () => answer(request, slow, ctx));
    const counted = new Response((await answered).body, await answered);
    counted.headers.set("x-bench-calls", `${tally.begun} ${tally.ended}`);
    return counted;
  },
} satisfies ExportedHandler<SlowEnv>;

async function answer(
  request: Request<unknown, IncomingRequestCfProperties>,
  env: SlowEnv,
  ctx: ExecutionContext,
): Promise<Response> {
  const name = request.headers.get("x-bench-worker");
  if (name === "floor") return floor.fetch(request, env);
  return name === "textbook" ? textbook.fetch(request, env) : worker.fetch(request, env, ctx);
}

/**
 * D1 takes one call after the other: a call travels there, waits until those before it are done, takes its own time,
 * which grows with its rows, and travels back. The real one does the work meanwhile, in a process of its own.
 */
function slowD1(env: SlowEnv): D1Database {
  const statementMs = Number(env.D1_STATEMENT_MS);
  const rowMs = Number(env.D1_ROW_MS);
  const wayMs = (Number(env.D1_ROUND_TRIP_MS) - statementMs) / 2;
  return aroundD1(env.DB, async (calls) => {
    const tally = tallies.getStore();
    if (tally !== undefined) tally.begun++;
    const arrivesAt = Date.now() + wayMs;
    const results = await runElsewhere(env.D1_ORIGIN, calls);
    const rows = results.reduce((sum, result) => sum + Math.max(0, result.results.length - 1), 0);
    freeAt = Math.max(freeAt, arrivesAt) + statementMs + rows * rowMs;
    await sleep(freeAt + wayMs - Date.now());
    if (tally !== undefined) tally.ended++;
    return results;
  });
}

async function runElsewhere(origin: string, calls: readonly Call[]): Promise<D1Result[]> {
  const response = await fetch(origin, { method: "POST", body: JSON.stringify(calls) });
  if (!response.ok) throw new Error(`D1 answered ${response.status}`);
  return response.json();
}

/** KV in memory: the local one would take more of the processor than everything else. */
function slowKv(env: SlowEnv): KVNamespace {
  const get = async (name: string) => {
    const value = stored.get(name);
    await sleep(Number(value === undefined ? env.KV_MISS_MS : env.KV_HIT_MS));
    if (value === undefined) return null;
    const json: unknown = JSON.parse(value);
    return json;
  };
  const put = async (name: string, value: string) => {
    await sleep(Number(env.KV_MISS_MS));
    stored.set(name, value);
  };
  return new Proxy(env.MARKERS_KV, {
    get: (real, name) => ({ get, put })[String(name)] ?? Reflect.get(real, name),
  });
}

/** Takes what it is given and delivers nothing. */
function slowQueue(env: SlowEnv): Queue {
  const take = async (): Promise<QueueSendBatchResponse> => {
    await sleep(Number(env.QUEUE_MS));
    return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
  };
  return overriding(env.QUEUE, { send: take, sendBatch: take });
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, milliseconds)));
}
