import type { CreatedKey } from "../../pipeline/keys.ts";
import { describePlace, type Place } from "../place.ts";
import { Refusal } from "../refusal.ts";

/** How the commands about keys are called. */
export const KEY = "npm run admin -- key";

export const WORKSPACE_OPTION = {
  type: "string",
  required: true,
  valueHint: "wrk_…",
  description: "the workspace's id, as `workspace list` shows it",
} as const;

export const KEY_OPTION = {
  type: "string",
  required: true,
  valueHint: "key_…",
  description: "the key's id, as `key list` shows it",
} as const;

export const QUERY_OPTION = {
  type: "boolean",
  description: "it may come in a URL, as ?api_key=…",
  negativeDescription: "it may come in a header only",
} as const;

export const STRICT_OPTION = {
  type: "boolean",
  description: "events that come with it must be in the contract's own form",
  negativeDescription: "events in other forms are understood too",
} as const;

/** The only time that the key itself is seen. It stands alone in its line, for scripts. */
export function showCreated({ secret, key }: CreatedKey, place: Place): void {
  console.log(secret);
  console.error(
    `This is the key (${key.id}), in ${describePlace(place)}. Keep it now: it is not stored and cannot be shown again.` +
      (key.expiresAt === null ? "" : ` It ends at ${new Date(key.expiresAt).toISOString()}.`),
  );
}

export function noSuchKey(keyId: string, workspaceId: string, place: Place): Refusal {
  return new Refusal(
    `--key ${keyId} is no key of ${workspaceId} in ${describePlace(place)}; \`key list\` shows those that are.`,
  );
}

/** Isolates remember a key for up to a minute. */
export const TAKES_EFFECT = "Running Workers know it within a minute.";
