import { revokeApiKey } from "../../storage/api-keys.ts";
import { command } from "../command.ts";
import { openDatabase } from "../database.ts";
import { readId } from "../options.ts";
import { describePlace, PLACE_OPTIONS, readPlace } from "../place.ts";
import { Refusal } from "../refusal.ts";
import { KEY, KEY_OPTION, TAKES_EFFECT, WORKSPACE_OPTION } from "./key-options.ts";

export const revokeKeyCommand = command({
  name: `${KEY} revoke`,
  description: "End an API key now and for good",
  args: { workspace: WORKSPACE_OPTION, key: KEY_OPTION, ...PLACE_OPTIONS },
  async run(args) {
    const place = readPlace(args);
    const workspaceId = readId("workspace", args.workspace, "wrk");
    const keyId = readId("key", args.key, "key");
    const isRevoked = await revokeApiKey(openDatabase(place), workspaceId, keyId, Date.now());
    if (!isRevoked) {
      throw new Refusal(
        `--key ${keyId} is no key of ${workspaceId} in ${describePlace(place)}; \`key list\` shows those that are.`,
      );
    }
    console.log(`${keyId} is revoked. ${TAKES_EFFECT}`);
  },
});
