import { rotateKey } from "../../pipeline/keys.ts";
import { command } from "../command.ts";
import { openDatabase } from "../database.ts";
import { readGrace, readId } from "../options.ts";
import { describePlace, PLACE_OPTIONS, readPlace } from "../place.ts";
import { Refusal } from "../refusal.ts";
import { KEY, KEY_OPTION, showCreated, TAKES_EFFECT, WORKSPACE_OPTION } from "./key-options.ts";

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
    const created = await rotateKey(openDatabase(place), workspaceId, keyId, graceMs, now);
    if (created === null) {
      throw new Refusal(
        `--key ${keyId} is no working key of ${workspaceId} in ${describePlace(place)}: \`key list\` shows them; ` +
          "one that is revoked or over can't be rotated, so create a new one.",
      );
    }
    showCreated(created);
    console.error(
      `The old key ${keyId} ends at ${new Date(now + graceMs).toISOString()} at the latest. ${TAKES_EFFECT}`,
    );
  },
});
