import { spawn } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { mkdir, open, readFile, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";

import { Refusal } from "../../src/cli/refusal.ts";

export const N8N_VERSION = "2.41.1";

// n8n 2.36 and later want at least Node 24.
export const NODE_VERSION = "24.21.0";

const SAY_EVERY_MS = 15_000;

export type Installed = {
  /** The Node that n8n runs on. */
  readonly node: string;
  /** The file that is n8n. */
  readonly n8n: string;
};

/** n8n as it comes from npm, in a folder of its own; what is there already is used. */
export async function installN8n(folder: string): Promise<Installed> {
  const nodeFolder = join(folder, "node");
  const n8nFolder = join(folder, "n8n");
  const node = join(nodeFolder, "node_modules/node/bin/node");
  if (!existsSync(node)) {
    await npmInstall(`Node ${NODE_VERSION}`, nodeFolder, {
      dependencies: { node: NODE_VERSION },
      // Its install script fetches the package of this platform.
      allowScripts: { node: true },
    });
  }
  const installed = { node, n8n: join(n8nFolder, "node_modules/n8n/bin/n8n") };
  if (await isBuilt(n8nFolder)) return installed;
  await npmInstall(
    `n8n ${N8N_VERSION} (some minutes and 3 GB)`,
    n8nFolder,
    // Newer ones need what n8n doesn't have.
    { dependencies: { n8n: N8N_VERSION }, overrides: { linkedom: "0.18.12" } },
    ["--ignore-scripts", "--omit=dev"],
  );
  await npm("Building its sqlite3", n8nFolder, ["rebuild", "sqlite3"], {
    PATH: [dirname(node), process.env["PATH"]].join(delimiter),
    npm_config_nodedir: nodeHeaders(nodeFolder),
    npm_config_build_from_source: "true",
  });
  return installed;
}

async function isBuilt(n8nFolder: string): Promise<boolean> {
  const built = join(n8nFolder, "node_modules/sqlite3/build/Release/node_sqlite3.node");
  if (!existsSync(built)) return false;
  const text = await readFile(join(n8nFolder, "node_modules/n8n/package.json"), "utf8");
  return text.includes(`"version": "${N8N_VERSION}"`);
}

/** The folder whose include/ has the headers of the Node that was installed. */
function nodeHeaders(nodeFolder: string): string {
  const [header] = globSync("node_modules/{,node/node_modules/}node*/include/node/node.h", {
    cwd: nodeFolder,
  });
  if (header === undefined) throw new Refusal(`There are no headers of Node below ${nodeFolder}.`);
  return join(nodeFolder, header, "../../..");
}

async function npmInstall(what: string, folder: string, manifest: object, options: readonly string[] = []) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, ...manifest }));
  await npm(`Installing ${what}`, folder, ["install", "--no-audit", "--no-fund", ...options]);
}

/** Runs npm there; what it says goes to a file beside the folder. */
async function npm(
  title: string,
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const log = `${folder}.log`;
  const startedAt = Date.now();
  console.log(`${title} …`);
  const saying = setInterval(() => console.log(`  ${secondsSince(startedAt)} s`), SAY_EVERY_MS);
  const file = await open(log, "w");
  const code = await new Promise<number | null>((resolve) => {
    spawn("npm", args, { cwd: folder, env: { ...process.env, ...env }, stdio: ["ignore", file.fd, file.fd] })
      .once("error", () => resolve(null))
      .once("close", resolve);
  });
  clearInterval(saying);
  await file.close();
  if (code !== 0) throw new Refusal(`npm ended with ${code}; what it said stands in ${log}.`);
}

function secondsSince(startedAt: number): string {
  return ((Date.now() - startedAt) / 1000).toFixed(0);
}
