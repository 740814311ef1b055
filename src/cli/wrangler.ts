import { type ChildProcess, spawn, type StdioOptions } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

import { killGroup } from "./process-group.ts";
import { CONFIG, PROJECT } from "./project.ts";

const WRANGLER = resolve(
  dirname(createRequire(import.meta.url).resolve("wrangler/package.json")),
  "bin/wrangler.js",
);

const FOLLOW_PARENT = fileURLToPath(new URL("start/follow-parent.ts", import.meta.url));

// Neither telemetry nor a look for updates, so that what is local works without network.
const ALWAYS = {
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_WRITE_LOGS: "false",
  // wrangler is one file of 15 MB, and a start runs it four times.
  NODE_COMPILE_CACHE: resolve(PROJECT, "node_modules/.cache/touchlog"),
};

const LOCAL = {
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  // Both would show what passes through to anyone on the machine, and the trace store would keep keys in URLs.
  X_LOCAL_OBSERVABILITY: "false",
  X_LOCAL_EXPLORER: "false",
};

export type WranglerOptions = {
  readonly stdio: StdioOptions;
  /** In a process group of its own, which ends when this process does. */
  readonly ownGroup?: boolean;
};

/** Starts wrangler with the project's configuration. Without a shell, so arguments need no quoting. */
export function spawnWrangler(args: readonly string[], { stdio, ownGroup }: WranglerOptions): ChildProcess {
  const preload = ownGroup === true ? ["--import", FOLLOW_PARENT] : [];
  return spawn(process.execPath, ["--no-warnings", ...preload, WRANGLER, ...args, "-c", CONFIG], {
    cwd: PROJECT,
    env: { ...process.env, ...ALWAYS, ...(args.includes("--local") || args[0] === "dev" ? LOCAL : {}) },
    stdio,
    detached: ownGroup === true,
  });
}

export type Outcome = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Runs wrangler to its end, never asking anything. An abort ends it and what it started at once, and rejects. */
export async function runWrangler(args: readonly string[], signal?: AbortSignal): Promise<Outcome> {
  signal?.throwIfAborted();
  const child = spawnWrangler(args, {
    stdio: ["ignore", "pipe", "pipe"],
    ownGroup: signal !== undefined,
  });
  const exited = exitOf(child);
  const leader = child.pid;
  const end = () => (leader === undefined ? undefined : void killGroup(leader));
  signal?.addEventListener("abort", end, { once: true });
  const [code, stdout, stderr] = await Promise.all([exited, read(child.stdout), read(child.stderr)]);
  signal?.removeEventListener("abort", end);
  signal?.throwIfAborted();
  return { code, stdout, stderr };
}

/** The exit code; null after a signal. Rejects when the program can't be started. */
export function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolveExit, reject) => {
    child.once("error", reject);
    child.once("exit", resolveExit);
  });
}

async function read(stream: ChildProcess["stdout"]): Promise<string> {
  return stream === null ? "" : text(stream);
}
