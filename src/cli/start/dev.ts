import type { Readable } from "node:stream";

import { endGroup, killGroup } from "../process-group.ts";
import { Refusal } from "../refusal.ts";
import { exitOf, spawnWrangler } from "../wrangler.ts";
import { forwardLines } from "./output.ts";

const GRACE_MS = 5_000;

const CRASH = "The Workers runtime crashed unexpectedly";

export type Dev = {
  /** Rejects with a Refusal when it ends by itself. */
  readonly failed: Promise<never>;
  /** Ends it and all that it started. */
  stop(): Promise<void>;
};

export type DevOptions = {
  readonly host: string;
  readonly port: number;
  readonly stateDir: string;
  readonly vars: Readonly<Record<string, string>>;
  /** What must not stand on a command line. */
  readonly envFile: string;
};

/** The Worker under `wrangler dev`, with what it logs on our own output. */
export function startDev({ host, port, stateDir, vars, envFile }: DevOptions): Dev {
  const child = spawnWrangler(
    [
      "dev",
      `--ip=${host}`,
      `--port=${port}`,
      `--persist-to=${stateDir}`,
      ...Object.entries(vars).map(([name, value]) => `--var=${name}:${value}`),
      `--env-file=${envFile}`,
      "--inspector-port=0", // any that is free, so that several can run side by side
      "--show-interactive-dev-session=false",
    ],
    { stdio: ["ignore", "pipe", "pipe"], ownGroup: true },
  );
  let hasFailed = false;
  const failed = new Promise<never>((_resolve, reject) => {
    function fail(what: string) {
      hasFailed = true;
      reject(new Refusal(`${what} What was stored is kept: start again.`));
    }
    function forward(stream: Readable | null, write: (text: string) => void) {
      if (stream === null) return;
      forwardLines(stream, (line) => {
        write(`${line}\n`);
        // wrangler starts the runtime again, but may answer nobody for a minute after that.
        if (line.includes(CRASH)) fail("The local runtime crashed.");
      });
    }
    forward(child.stdout, (text) => process.stdout.write(text));
    forward(child.stderr, (text) => process.stderr.write(text));
    exitOf(child).then(
      (code) => fail(`wrangler dev ended by itself (${code === null ? "killed" : `code ${code}`}).`),
      (error: unknown) => fail(`wrangler dev could not be started (${String(error)}).`),
    );
  });
  async function stop() {
    if (child.pid === undefined) return;
    await (hasFailed ? killGroup(child.pid) : endGroup(child.pid, GRACE_MS));
  }
  return { failed, stop };
}
