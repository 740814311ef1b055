import { readInstant } from "../../domain/instant.ts";
import type { Target } from "../import/client.ts";
import { KEY_VARIABLE, readTarget } from "../import/options.ts";
import { Refusal } from "../refusal.ts";
import { DEMO_KEY } from "../start/demo.ts";

/** Lets made-up events into a workspace that is not on this machine. */
export const REMOTE_OPTION = "into-remote-workspace";

/** Where it goes unless told: where `npm start` listens unless told. */
export const DEMO_URL = "http://127.0.0.1:8787";

/** Where the demo goes; throws a Refusal for what is not on this machine, unless that is wanted. */
export function readDemoTarget(url: string, key: string | undefined, allowsRemote: boolean): Target {
  const isLocal = URL.canParse(url) && isLocalHost(new URL(url).hostname);
  const given = key ?? process.env[KEY_VARIABLE] ?? (isLocal ? DEMO_KEY : undefined);
  const target = readTarget(url, given);
  if (isLocal || allowsRemote) return target;
  throw new Refusal(
    `${target.origin} is not on this machine, and the demo's events are made up: among real ones they are hard to tell apart. --${REMOTE_OPTION} sends them there all the same.`,
  );
}

/** The first instant of a day, in epoch ms. */
export function readDay(given: string): number {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(given) ? readInstant(given)?.at : undefined;
  if (at !== undefined && at >= 0) return at;
  throw new Refusal(`--until is a day like 2026-11-21, not "${given}".`);
}

/** Whether nobody but this machine is meant. */
export function isLocalHost(hostname: string): boolean {
  return (
    hostname === "[::1]" || /^(?:.*\.)?localhost$/.test(hostname) || /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}
