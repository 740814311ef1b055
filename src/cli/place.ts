import { relative } from "node:path";

import { Refusal } from "./refusal.ts";
import { PROJECT, resolveState } from "./project.ts";

export type LocalPlace = { readonly kind: "local"; readonly stateDir: string };

/** Which database a command works on. */
export type Place = LocalPlace | { readonly kind: "remote" };

export const PLACE_OPTIONS = {
  state: {
    type: "string",
    valueHint: "DIR",
    description: "the folder of local state, the one that `npm start` uses (default: .touchlog)",
  },
  remote: { type: "boolean", description: "work on the deployed database instead of local state" },
} as const;

export function readPlace(args: {
  readonly state?: string | undefined;
  readonly remote?: boolean | undefined;
}): Place {
  if (args.remote !== true) return { kind: "local", stateDir: resolveState(args.state) };
  if (args.state === undefined) return { kind: "remote" };
  throw new Refusal("--state and --remote exclude each other: leave one away.");
}

/** What tells wrangler the same. */
export function placeArguments(place: Place): readonly string[] {
  return place.kind === "remote" ? ["--remote"] : ["--local", "--persist-to", place.stateDir];
}

/** The options that name the place again, for a command that is to follow; "" for the usual one. */
export function placeOptions(place: Place): string {
  if (place.kind === "remote") return " --remote";
  return place.stateDir === resolveState(undefined) ? "" : ` --state ${place.stateDir}`;
}

export function describePlace(place: Place): string {
  if (place.kind === "remote") return "the deployed database";
  const short = relative(PROJECT, place.stateDir);
  return `local state in ${short.startsWith("..") ? place.stateDir : short}`;
}
