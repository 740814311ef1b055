import { createKey } from "../../pipeline/keys.ts";
import { command } from "../command.ts";
import { openDatabaseOf } from "../database.ts";
import { readExpiry, readId, readProvider, readScopes, readText } from "../options.ts";
import { describePlace, PLACE_OPTIONS, readPlace } from "../place.ts";
import { Refusal } from "../refusal.ts";
import { KEY, QUERY_OPTION, showCreated, STRICT_OPTION, WORKSPACE_OPTION } from "./key-options.ts";

export const createKeyCommand = command({
  name: `${KEY} create`,
  description: "Make an API key and show it, once",
  args: {
    workspace: WORKSPACE_OPTION,
    provider: {
      type: "string",
      required: true,
      description: "who sends with it, like N8N, CLAY or MAKE; events carry it as providerName",
    },
    scopes: {
      type: "string",
      required: true,
      valueHint: "ingest,read,admin",
      description: "what it may do: one or more of ingest, read, admin, with commas between",
    },
    label: { type: "string", description: "a note that tells keys apart (default: the provider)" },
    expires: {
      type: "string",
      valueHint: "90d|2027-01-31",
      description: "when it ends: a number of days, or a last day in UTC (default: never)",
    },
    query: { ...QUERY_OPTION, default: true },
    strict: { ...STRICT_OPTION, default: false },
    ...PLACE_OPTIONS,
  },
  async run(args) {
    const place = readPlace(args);
    const now = Date.now();
    const provider = readProvider(args.provider);
    const wanted = {
      workspaceId: readId("workspace", args.workspace, "wrk"),
      provider,
      label: args.label === undefined ? provider : readText("label", args.label),
      scopes: readScopes(args.scopes),
      expiresAt: args.expires === undefined ? null : readExpiry(args.expires, now),
      allowsQuery: args.query,
      isStrict: args.strict,
    };
    const created = await createKey(openDatabaseOf(wanted.workspaceId, place), wanted, now);
    if (created === null) {
      throw new Refusal(
        `--workspace ${wanted.workspaceId} is not in ${describePlace(place)}; \`workspace list\` shows those that are.`,
      );
    }
    showCreated(created, place);
  },
});
