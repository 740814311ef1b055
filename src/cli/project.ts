import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

export const CONFIG = resolve(PROJECT, "wrangler.toml");

/** The binding of the database in wrangler.toml. */
export const DATABASE = "DB";

const DEFAULT_STATE = resolve(PROJECT, ".touchlog");

/** The folder of local state that `--state` names. */
export function resolveState(given: string | undefined): string {
  return given === undefined ? DEFAULT_STATE : resolveTyped(given);
}

/** A path seen from where the command was typed, not from where npm runs it. */
export function resolveTyped(given: string): string {
  return resolve(process.env["INIT_CWD"] ?? process.cwd(), given);
}
