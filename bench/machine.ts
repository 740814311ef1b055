import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, loadavg } from "node:os";

import * as v from "valibot";

import { PROJECT } from "../src/cli/project.ts";

const packageSchema = v.object({ version: v.string() });

/** In one line what ran and on what: figures of two machines, or of two days, can't be compared. */
export function describeMachine(): string {
  const processors = cpus();
  const versions = ["wrangler", "miniflare", "workerd"].map((name) => `${name} ${versionOf(name)}`);
  const [load = 0] = loadavg();
  return [
    new Date().toISOString().slice(0, 16).replace("T", " ") + " UTC",
    `commit ${commit()}`,
    `node ${process.versions.node}`,
    ...versions,
    `${processors.length} × ${processors[0]?.model.trim() ?? "an unknown processor"}`,
    `load of the machine before it ${load.toFixed(1)}`,
  ].join(" · ");
}

function versionOf(name: string): string {
  const path = createRequire(import.meta.url).resolve(`${name}/package.json`);
  return v.parse(packageSchema, JSON.parse(readFileSync(path, "utf8"))).version;
}

/** With a plus when what is measured differs from the commit. */
function commit(): string {
  try {
    const changed = git(
      "status",
      "--porcelain",
      "--",
      "src",
      "wrangler.toml",
      "package-lock.json",
      "bench/workers",
    );
    return `${git("rev-parse", "--short", "HEAD")}${changed === "" ? "" : "+"}`;
  } catch {
    return "unknown";
  }
}

function git(...args: readonly string[]): string {
  return execFileSync("git", args, { cwd: PROJECT, encoding: "utf8" }).trim();
}
