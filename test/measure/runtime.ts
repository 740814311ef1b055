import { createTestHarness } from "wrangler";

import { createHolder } from "./holder.ts";

// Without network these only fill the console.
process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
process.env["WRANGLER_SEND_METRICS"] = "false";

/** The Worker of a source tree in the local runtime, with a migrated database and one workspace in it. */
export async function startRuntime(root: string, secrets: Readonly<Record<string, string>> = {}) {
  const server = createTestHarness({
    root,
    workers: [
      { configPath: `${root}/wrangler.toml`, secrets: { SECRET: "secret of a measurement", ...secrets } },
    ],
  });
  const { url } = await server.listen();
  const worker = server.getWorker<Env>();
  await worker.applyD1Migrations("DB");
  const env = await worker.getEnv();
  return { env, worker, origin: url.origin, ...(await createHolder(env.DB)), close: () => server.close() };
}

export type Runtime = Awaited<ReturnType<typeof startRuntime>>;
