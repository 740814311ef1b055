import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

const RUN_MS = 180_000;

/** Environment variables to add; undefined takes one away. */
type Variables = Readonly<Record<string, string | undefined>>;

export type Run = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs a program to its end; one that takes too long is ended. */
export function run(file: string, args: readonly string[], env: Variables = {}): Promise<Run> {
  return new Promise((resolve) => {
    execFile(
      file,
      args,
      { cwd: PROJECT, env: { ...process.env, ...env }, timeout: RUN_MS },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
        resolve({ code, stdout, stderr });
      },
    );
  });
}

/** One of the project's commands, as its npm script runs it. */
export function runCommand(
  name: "start" | "admin" | "deploy" | "import" | "demo",
  args: readonly string[],
  env?: Variables,
): Promise<Run> {
  return run(process.execPath, [join(PROJECT, "src/cli", `${name}.ts`), ...args], env);
}
