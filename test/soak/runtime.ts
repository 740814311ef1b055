import { setTimeout as sleep } from "node:timers/promises";

import { endGroup, killGroup } from "../../src/cli/process-group.ts";
import { exitOf, spawnWrangler } from "../../src/cli/wrangler.ts";
import { readNotes } from "./side-door.ts";

const START_MS = 120_000;
const LOOK_EVERY_MS = 100;
const GRACE_MS = 5_000;

/** As `npm start` sets it: a restart empties the local queue, and what was in it is to be due again soon. */
const SWEEP_AFTER_SECONDS = 5;

export type SoakRuntime = {
  readonly origin: string;
  /** Ends the whole process group at once, with whatever it is doing. */
  kill(): Promise<void>;
  stop(): Promise<void>;
};

export type RuntimeOptions = { readonly stateDir: string; readonly port: number; readonly seed: string };

/** The soak's Worker, bundled and run by wrangler on state that is kept on disk; resolves once it answers. */
export async function startRuntime({ stateDir, port, seed }: RuntimeOptions): Promise<SoakRuntime> {
  const child = spawnWrangler(
    [
      "dev",
      "test/soak/worker.ts",
      "--ip=127.0.0.1",
      `--port=${port}`,
      `--persist-to=${stateDir}`,
      `--var=SOAK_SEED:${seed}`,
      `--var=SWEEP_AFTER_SECONDS:${SWEEP_AFTER_SECONDS}`,
      "--inspector-port=0",
      "--show-interactive-dev-session=false",
      "--log-level=error",
    ],
    { stdio: ["ignore", "pipe", "pipe"], ownGroup: true },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => (output = (output + text).slice(-10_000)));
  }
  let hasEnded = false;
  exitOf(child).then(
    () => (hasEnded = true),
    () => (hasEnded = true),
  );
  const { pid } = child;
  if (pid === undefined) throw new Error("wrangler could not be started");
  const origin = `http://127.0.0.1:${port}`;
  const giveUpAt = Date.now() + START_MS;
  while (!(await answers(origin))) {
    if (hasEnded || Date.now() > giveUpAt) {
      await killGroup(pid);
      throw new Error(`the runtime did not start:\n${output}`);
    }
    await sleep(LOOK_EVERY_MS);
  }
  return { origin, kill: () => killGroup(pid), stop: () => endGroup(pid, GRACE_MS) };
}

async function answers(origin: string): Promise<boolean> {
  try {
    await readNotes(origin);
    return true;
  } catch {
    return false;
  }
}
