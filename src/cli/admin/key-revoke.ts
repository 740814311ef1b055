import { revokeKey } from "../../pipeline/keys.ts";
import { command } from "../command.ts";
import { openDatabaseOf } from "../database.ts";
import { readId } from "../options.ts";
import { describePlace, PLACE_OPTIONS, readPlace } from "../place.ts";
import { KEY, KEY_OPTION, noSuchKey, TAKES_EFFECT, WORKSPACE_OPTION } from "./key-options.ts";

export const revokeKeyCommand = command({
  name: `${KEY} revoke`,
  description: "End an API key now and for good",
  args: { workspace: WORKSPACE_OPTION, key: KEY_OPTION, ...PLACE_OPTIONS },
  async run(args) {
    const place = readPlace(args);
    const workspaceId = readId("workspace", args.workspace, "wrk");
    const keyId = readId("key", args.key, "key");
    const now = Date.now();
    const revocation = await revokeKey(openDatabaseOf(workspaceId, place), workspaceId, keyId, now);
    if (revocation === null) throw noSuchKey(keyId, workspaceId, place);
    const since = new Date(revocation.key.revokedAt ?? now).toISOString();
    console.log(
      revocation.isNew
        ? `${keyId} is revoked in ${describePlace(place)}. ${TAKES_EFFECT}`
        : `${keyId} was revoked before, at ${since}, in ${describePlace(place)}.`,
    );
  },
});
