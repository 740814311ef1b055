import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { killTree } from "./process-tree.ts";
import { PROJECT } from "./run.ts";

const START = fileURLToPath(new URL("../../src/cli/start.ts", import.meta.url));

const READY_MS = 90_000;

export type Touchlog = {
  readonly pid: number;
  readonly origin: string;
  readonly output: () => string;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  /** Ends it and all that stems from it at once, unless it has ended. */
  kill(): Promise<void>;
};

/** Starts Touchlog on a free port and waits for its "Ready on". */
export async function startTouchlog(
  stateDir: string,
  [file, ...args]: readonly [string, ...string[]] = [process.execPath, START],
): Promise<Touchlog> {
  const port = await freePort();
  const child = spawn(file, [...args, "--port", String(port), "--state", stateDir], {
    cwd: PROJECT,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  const { pid } = child;
  if (pid === undefined) throw new Error(`${file} is not there`);
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => {
      hasEnded = true;
      resolve();
    });
  });
  async function kill() {
    if (!hasEnded && pid !== undefined) await killTree(pid);
  }
  const origin = `http://127.0.0.1:${port}`;
  const giveUpAt = Date.now() + READY_MS;
  while (!output.includes(`\nReady on ${origin}\n`)) {
    if (hasEnded || Date.now() > giveUpAt) {
      await kill();
      throw new Error(`it did not start:\n${output}`);
    }
    await sleep(50);
  }
  return { pid, origin, output: () => output, ended, kill };
}

/** Asks it to end, as an operating system would, and waits. */
export async function stopTouchlog(touchlog: Touchlog): Promise<void> {
  process.kill(touchlog.pid, "SIGTERM");
  await touchlog.ended;
}

/** Nobody listens on it yet. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
