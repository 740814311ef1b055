import { type ApiKey, listApiKeys } from "../../storage/api-keys.ts";
import { command } from "../command.ts";
import { openDatabaseOf } from "../database.ts";
import { readId } from "../options.ts";
import { describePlace, PLACE_OPTIONS, readPlace } from "../place.ts";
import { formatTable } from "../table.ts";
import { KEY, WORKSPACE_OPTION } from "./key-options.ts";

const HEADINGS = [
  "ID",
  "PREFIX",
  "LABEL",
  "PROVIDER",
  "SCOPES",
  "QUERY",
  "STRICT",
  "CREATED",
  "LAST USED",
  "EXPIRES",
  "REVOKED",
];

export const listKeysCommand = command({
  name: `${KEY} list`,
  description: "List a workspace's API keys; the keys themselves are not stored",
  args: { workspace: WORKSPACE_OPTION, ...PLACE_OPTIONS },
  async run(args) {
    const place = readPlace(args);
    const workspaceId = readId("workspace", args.workspace, "wrk");
    const keys = await listApiKeys(openDatabaseOf(workspaceId, place), workspaceId);
    console.log(
      keys.length === 0
        ? `No key of a workspace ${workspaceId} in ${describePlace(place)}.`
        : formatTable(HEADINGS, keys.map(toRow)),
    );
  },
});

function toRow(key: ApiKey): readonly string[] {
  const instants = [key.createdAt, key.lastUsedAt, key.expiresAt, key.revokedAt];
  return [
    key.id,
    `${key.prefix}…`,
    key.label,
    key.provider,
    key.scopes.join(","),
    key.allowsQuery ? "yes" : "no",
    key.isStrict ? "yes" : "no",
    ...instants.map((at) => (at === null ? "-" : new Date(at).toISOString())),
  ];
}
