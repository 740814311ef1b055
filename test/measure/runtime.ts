import { createTestHarness } from "wrangler";

import { SCOPES } from "../../src/domain/api-key.ts";
import { createKey } from "../../src/pipeline/keys.ts";
import { insertWorkspace } from "../../src/storage/workspaces.ts";

// Without network these only fill the console.
process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
process.env["WRANGLER_SEND_METRICS"] = "false";

/** The Worker of a source tree in the local runtime, with a migrated database and one workspace in it. */
export async function startRuntime(root: string) {
  const server = createTestHarness({
    root,
    workers: [{ configPath: `${root}/wrangler.toml`, secrets: { SECRET: "secret of a measurement" } }],
  });
  await server.listen();
  const worker = server.getWorker<Env>();
  await worker.applyD1Migrations("DB");
  const env = await worker.getEnv();
  const workspaceId = `wrk_${crypto.randomUUID()}`;
  const createdAt = Date.now();
  await insertWorkspace(env.DB, { id: workspaceId, name: "Measured", createdAt });
  const created = await createKey(
    env.DB,
    { workspaceId, label: "measure", provider: "GENERIC", scopes: SCOPES, expiresAt: null },
    createdAt,
  );
  if (created === null) throw new Error("no such workspace");
  return { env, worker, workspaceId, ...created, close: () => server.close() };
}

export type Runtime = Awaited<ReturnType<typeof startRuntime>>;
