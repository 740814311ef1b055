import { mkdir } from "node:fs/promises";
import { basename, resolve } from "node:path";

import { PROJECT } from "../src/cli/project.ts";
import { runWrangler } from "../src/cli/wrangler.ts";

const OUT = resolve(PROJECT, "dist/bench");

export type Build = { readonly name: string; readonly script: string; readonly metafile: string };

/** The Worker of an entry file as a deployment would upload it. */
async function build(entry: string): Promise<Build> {
  const name = basename(entry, ".ts");
  const folder = resolve(OUT, name);
  const metafile = resolve(folder, "bundle-meta.json");
  await mkdir(folder, { recursive: true });
  const outcome = await runWrangler([
    "deploy",
    resolve(PROJECT, entry),
    "--dry-run",
    `--outdir=${folder}`,
    `--metafile=${metafile}`,
  ]);
  if (outcome.code !== 0) throw new Error(`${entry} could not be built:\n${outcome.stderr}`);
  return { name, script: resolve(folder, `${name}.js`), metafile };
}

/** The Worker that is deployed. */
export function buildTouchlog(): Promise<Build> {
  return build("src/index.ts");
}

/** One of the Workers beside the benches. */
export function buildWorker(name: string): Promise<Build> {
  return build(`bench/workers/${name}.ts`);
}
