import { rotateKey, type RotationFailure } from "../../pipeline/keys.ts";
import { command } from "../command.ts";
import { openDatabaseOf } from "../database.ts";
import { readGrace, readId } from "../options.ts";
import { type Place, PLACE_OPTIONS, readPlace } from "../place.ts";
import { Refusal } from "../refusal.ts";
import { KEY, KEY_OPTION, noSuchKey, showCreated, TAKES_EFFECT, WORKSPACE_OPTION } from "./key-options.ts";

export const rotateKeyCommand = command({
  name: `${KEY} rotate`,
  description: "Make a new API key like an old one, which works on for a while",
  args: {
    workspace: WORKSPACE_OPTION,
    key: KEY_OPTION,
    grace: {
      type: "string",
      required: true,
      valueHint: "7d",
      description: "how long the old key works on: 0 to 30 days, like 0, 12h or 7d",
    },
    ...PLACE_OPTIONS,
  },
  async run(args) {
    const place = readPlace(args);
    const workspaceId = readId("workspace", args.workspace, "wrk");
    const keyId = readId("key", args.key, "key");
    const now = Date.now();
    const graceMs = readGrace(args.grace);
    const rotation = await rotateKey(openDatabaseOf(workspaceId, place), {
      workspaceId,
      keyId,
      graceMs,
      now,
    });
    if (!rotation.ok) throw explain(rotation.failure, keyId, workspaceId, place);
    showCreated(rotation.created, place);
    console.error(
      `The old key ${keyId} ends at ${new Date(rotation.old.expiresAt ?? now).toISOString()}. ${TAKES_EFFECT}`,
    );
  },
});

function explain(failure: RotationFailure, keyId: string, workspaceId: string, place: Place): Refusal {
  switch (failure.code) {
    case "no_such_key":
      return noSuchKey(keyId, workspaceId, place);
    case "revoked":
    case "expired": {
      const verb = failure.code === "revoked" ? "was revoked" : "expired";
      return new Refusal(
        `--key ${keyId} ${verb} at ${new Date(failure.at).toISOString()} and can't be rotated: create a new one.`,
      );
    }
    case "replaced":
      return new Refusal(
        `--key ${keyId} was rotated before: rotate ${failure.by}, which took its place, or create a new one.`,
      );
    default:
      return failure satisfies never;
  }
}
