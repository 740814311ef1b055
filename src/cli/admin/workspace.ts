import { randomUUID } from "node:crypto";

import { defineCommand } from "citty";

import { insertWorkspace, listWorkspaces } from "../../storage/workspaces.ts";
import { command } from "../command.ts";
import { openDatabase } from "../database.ts";
import { readId, readText } from "../options.ts";
import { describePlace, PLACE_OPTIONS, placeOptions, readPlace } from "../place.ts";
import { Refusal } from "../refusal.ts";
import { formatTable } from "../table.ts";

const NAME = "npm run admin -- workspace";

const create = command({
  name: `${NAME} create`,
  description: "Make a workspace and print its id",
  args: {
    name: { type: "string", required: true, description: "what people call it, like Acme" },
    id: { type: "string", valueHint: "wrk_…", description: "an id of your own choice" },
    ...PLACE_OPTIONS,
  },
  async run(args) {
    const place = readPlace(args);
    const name = readText("name", args.name);
    const id =
      args.id === undefined
        ? `wrk_${randomUUID().replaceAll("-", "").slice(0, 24)}`
        : readId("id", args.id, "wrk");
    const isNew = await insertWorkspace(openDatabase(place), { id, name, createdAt: Date.now() });
    if (!isNew) throw new Refusal(`--id ${id} is taken in ${describePlace(place)}: choose another.`);
    console.log(id);
    console.error(
      `It is in ${describePlace(place)}. Next, a key for it: ` +
        `npm run admin -- key create --workspace ${id} --provider N8N --scopes ingest${placeOptions(place)}`,
    );
  },
});

const list = command({
  name: `${NAME} list`,
  description: "List all workspaces",
  args: PLACE_OPTIONS,
  async run(args) {
    const place = readPlace(args);
    const workspaces = await listWorkspaces(openDatabase(place));
    if (workspaces.length === 0) {
      console.log(`No workspace in ${describePlace(place)} yet: \`${NAME} create\` makes one.`);
      return;
    }
    const rows = workspaces.map(({ id, name, createdAt }) => [id, name, new Date(createdAt).toISOString()]);
    console.log(formatTable(["ID", "NAME", "CREATED"], rows));
  },
});

export const workspaceCommands = defineCommand({
  meta: { name: NAME, description: "Create and list workspaces" },
  subCommands: { create, list },
});
