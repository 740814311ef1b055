import { readFile } from "node:fs/promises";

import { readD1Migrations } from "@cloudflare/vitest-plugin";
import { convertV4MiniflareOptions, Miniflare, Response } from "miniflare";
import { unstable_getMiniflareWorkerOptions, unstable_readConfig } from "wrangler";

import { CONFIG, DATABASE, PROJECT } from "../src/cli/project.ts";
import { createHolder, type Holder } from "../test/measure/holder.ts";
import type { Build } from "./build.ts";

const HOST = "127.0.0.1";
const SECRET = "secret of a benchmark";

export type Server = {
  readonly host: string;
  readonly port: number;
  readonly origin: string;
  readonly db: D1Database;
  putIntoKv(name: string, value: string): Promise<void>;
  /** A workspace with a key of all scopes. */
  readonly holder: Holder;
  close(): Promise<void>;
};

export type Vars = Readonly<Record<string, string>>;

async function readAsset({ url }: { readonly url: string }): Promise<Response> {
  return new Response(await readFile(`${PROJECT}/src/assets${new URL(url).pathname}`));
}

/**
 * The built Worker in the local runtime with the bindings of wrangler.toml, a migrated database of its own, and a socket
 * that leads to it without a proxy between. The rate limit is off: it would be what is measured. What is queued stays so
 * unless the Worker is `isConsuming`.
 */
export async function startServer(
  { name, script }: Build,
  overrides: Vars = {},
  { isConsuming = true }: { readonly isConsuming?: boolean } = {},
): Promise<Server> {
  // The rules are about files to be imported: there is one file. The assets come with a Worker before the Worker, which
  // took an eighth of what a request needs of the processor; on the platform it is none of this Worker's time.
  const {
    modulesRules: _rules,
    assets: _router,
    ...options
  } = unstable_getMiniflareWorkerOptions(CONFIG).workerOptions;
  const { vars } = unstable_readConfig({ config: CONFIG });
  const runtime = new Miniflare(
    convertV4MiniflareOptions({
      host: HOST,
      port: 0,
      // Without network, and without a word for each line that a Worker logs.
      cf: false,
      handleStructuredLogs: () => {},
      workers: [
        {
          ...options,
          ...(isConsuming ? {} : { queueConsumers: {} }),
          name,
          modules: true,
          scriptPath: script,
          bindings: { ...vars, SECRET, RATE_LIMIT: "off", ...overrides },
          serviceBindings: { ASSETS: readAsset },
          unsafeDirectSockets: [{ host: HOST, port: 0 }],
        },
      ],
    }),
  );
  const url = await runtime.unsafeGetDirectURL(name);
  const db = await runtime.getD1Database(DATABASE, name);
  for (const { queries } of await readD1Migrations(`${PROJECT}/src/storage/migrations`)) {
    await db.batch(queries.map((query) => db.prepare(query)));
  }
  const kv = await runtime.getKVNamespace("MARKERS_KV", name);
  return {
    host: HOST,
    port: Number(url.port),
    origin: url.origin,
    db,
    putIntoKv: (key, value) => kv.put(key, value),
    holder: await createHolder(db),
    close: () => runtime.dispose(),
  };
}
