import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";

import * as v from "valibot";

import { PROJECT } from "../src/cli/project.ts";
import type { Server } from "./server.ts";

const COMMAND = resolve(PROJECT, "src/cli/import.ts");

const journalSchema = v.object({ tally: v.object({ lines: v.number() }) });

/** The signal to send, and after how many lines. */
export type Until = { readonly lines: number; readonly signal: NodeJS.Signals };

export type ImportRun = {
  /** The exit code, or the signal that ended it. */
  readonly end: string;
  readonly output: string;
  readonly ms: number;
};

/** The command on a file, to its end or until it has come so far by its journal. */
export async function runImport(
  { origin, holder }: Server,
  file: string,
  until: Until | null,
): Promise<ImportRun> {
  const begin = performance.now();
  const child = spawn(process.execPath, [COMMAND, file, "--url", origin, "--allow-refused"], {
    env: { ...process.env, TOUCHLOG_KEY: holder.secret },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = new Promise<string>((settle) => {
    child.once("close", (code, signal) => settle(String(code ?? signal)));
  });
  if (until !== null) {
    const journal = `${file}.touchlog-import.json`;
    while (isRunning(child) && countDone(journal) < until.lines) await sleep(20);
    child.kill(until.signal);
  }
  return { end: await ended, output, ms: performance.now() - begin };
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

function countDone(journal: string): number {
  if (!existsSync(journal)) return 0;
  return v.parse(journalSchema, JSON.parse(readFileSync(journal, "utf8"))).tally.lines;
}
