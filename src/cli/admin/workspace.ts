import { randomUUID } from "node:crypto";

import { defineCommand } from "citty";

import { databaseNumberOf, DEFAULT_DATABASE, withDatabaseNumber } from "../../domain/database-number.ts";
import { insertWorkspace, listWorkspaces, type Workspace } from "../../storage/workspaces.ts";
import { readBound, readDatabaseNumber } from "../bound.ts";
import { command } from "../command.ts";
import { openDatabase, openDatabaseOf } from "../database.ts";
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
    database: {
      type: "string",
      valueHint: "2",
      description: "the number of a further database, which the id then ends with (default: none)",
    },
    ...PLACE_OPTIONS,
  },
  async run(args) {
    const place = readPlace(args);
    const name = readText("name", args.name);
    const base =
      args.id === undefined
        ? `wrk_${randomUUID().replaceAll("-", "").slice(0, 24)}`
        : readId("id", args.id, "wrk");
    const id = args.database === undefined ? base : toIdIn(base, readDatabaseNumber(args.database));
    const isNew = await insertWorkspace(openDatabaseOf(id, place), { id, name, createdAt: Date.now() });
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
    const workspaces: Workspace[] = [];
    for (const { binding } of readBound()) {
      workspaces.push(...(await listWorkspaces(openDatabase(place, binding))));
    }
    if (workspaces.length === 0) {
      console.log(`No workspace in ${describePlace(place)} yet: \`${NAME} create\` makes one.`);
      return;
    }
    const rows = workspaces.map(({ id, name, createdAt }) => [id, name, new Date(createdAt).toISOString()]);
    console.log(formatTable(["ID", "NAME", "CREATED"], rows));
  },
});

/** An id that is brought from elsewhere may say its database already. */
function toIdIn(base: string, database: number): string {
  const named = databaseNumberOf(base);
  if (named === DEFAULT_DATABASE) return withDatabaseNumber(base, database);
  if (named === database) return base;
  throw new Refusal(`--id ${base} says database ${named}, not ${database}: leave --database away.`);
}

export const workspaceCommands = defineCommand({
  meta: { name: NAME, description: "Create and list workspaces" },
  subCommands: { create, list },
});
