import { changeKey } from "../../pipeline/keys.ts";
import { command } from "../command.ts";
import { openDatabaseOf } from "../database.ts";
import { readId, readText } from "../options.ts";
import { describePlace, PLACE_OPTIONS, readPlace } from "../place.ts";
import { Refusal } from "../refusal.ts";
import {
  KEY,
  KEY_OPTION,
  noSuchKey,
  QUERY_OPTION,
  STRICT_OPTION,
  TAKES_EFFECT,
  WORKSPACE_OPTION,
} from "./key-options.ts";

export const updateKeyCommand = command({
  name: `${KEY} update`,
  description: "Change an API key's label, whether it may come in a URL, or how strictly its events are read",
  args: {
    workspace: WORKSPACE_OPTION,
    key: KEY_OPTION,
    label: { type: "string", description: "a note that tells keys apart" },
    query: QUERY_OPTION,
    strict: STRICT_OPTION,
    ...PLACE_OPTIONS,
  },
  async run(args) {
    const place = readPlace(args);
    const workspaceId = readId("workspace", args.workspace, "wrk");
    const keyId = readId("key", args.key, "key");
    if (args.label === undefined && args.query === undefined && args.strict === undefined) {
      throw new Refusal(
        "Nothing is to be changed: say --label, --query, --no-query, --strict or --no-strict.",
      );
    }
    const change = {
      label: args.label === undefined ? null : readText("label", args.label),
      allowsQuery: args.query ?? null,
      isStrict: args.strict ?? null,
    };
    const key = await changeKey(openDatabaseOf(workspaceId, place), workspaceId, keyId, change);
    if (key === null) throw noSuchKey(keyId, workspaceId, place);
    const where = key.allowsQuery ? "in a header or in a URL" : "in a header only";
    const forms = key.isStrict ? "must be in the contract's own form" : "may have other forms";
    console.log(
      `${keyId} in ${describePlace(place)} is labelled "${key.label}" and may come ${where}. Its events ${forms}. ${TAKES_EFFECT}`,
    );
  },
});
