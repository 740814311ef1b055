import { randomUUID } from "node:crypto";

import { defineCommand } from "citty";

import { databaseNumberOf, DEFAULT_DATABASE, withDatabaseNumber } from "../../domain/database-number.ts";
import { zoneOffsets } from "../../domain/time-zone.ts";
import { changeTerms, listRebuilds, type Rebuild } from "../../storage/rebuilds.ts";
import {
  DEFAULT_TERMS,
  insertWorkspace,
  listWorkspaces,
  type Terms,
  type Workspace,
} from "../../storage/workspaces.ts";
import { readBound, readDatabaseNumber } from "../bound.ts";
import { command } from "../command.ts";
import { openDatabase, openDatabaseOf } from "../database.ts";
import { readId, readText } from "../options.ts";
import { describePlace, PLACE_OPTIONS, placeOptions, readPlace } from "../place.ts";
import { Refusal } from "../refusal.ts";
import { formatTable } from "../table.ts";
import { readAttributionDays, readCurrencyCode, readDomains, readTimeZone } from "../terms.ts";

const NAME = "npm run admin -- workspace";

const TIME_ZONE = {
  type: "string",
  valueHint: "Europe/Berlin",
  description: "whose days figures are counted by; UTC when left out",
} as const;
const ATTRIBUTION_DAYS = {
  type: "string",
  valueHint: "90",
  description: "for how long before an outcome a touch counts as its cause",
} as const;

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
    "time-zone": TIME_ZONE,
    "own-domains": {
      type: "string",
      valueHint: "company.com,…",
      description: "the domains of your own company's addresses",
    },
    currency: { type: "string", valueHint: "EUR", description: "that of amounts which name none" },
    "attribution-days": ATTRIBUTION_DAYS,
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
    const terms = {
      timeZone: readOr(args["time-zone"], readTimeZone, DEFAULT_TERMS.timeZone),
      ownDomains: readOr(args["own-domains"], readDomains, DEFAULT_TERMS.ownDomains),
      currency: readOr(args.currency, readCurrencyCode, null),
      attributionDays: readOr(args["attribution-days"], readAttributionDays, DEFAULT_TERMS.attributionDays),
    };
    const isNew = await insertWorkspace(
      openDatabaseOf(id, place),
      { id, name, createdAt: Date.now() },
      terms,
      zoneOffsets(terms.timeZone),
    );
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
    const workspaces: (Workspace & Terms)[] = [];
    const rebuilds = new Map<string, Rebuild>();
    for (const { binding } of readBound()) {
      const db = openDatabase(place, binding);
      workspaces.push(...(await listWorkspaces(db)));
      for (const rebuild of await listRebuilds(db)) rebuilds.set(rebuild.workspaceId, rebuild);
    }
    if (workspaces.length === 0) {
      console.log(`No workspace in ${describePlace(place)} yet: \`${NAME} create\` makes one.`);
      return;
    }
    const rows = workspaces.map(({ id, name, createdAt, timeZone }) => [
      id,
      name,
      new Date(createdAt).toISOString(),
      timeZone + describeProgress(rebuilds.get(id)),
    ]);
    console.log(formatTable(["ID", "NAME", "CREATED", "TIME ZONE"], rows));
  },
});

/** An id that is brought from elsewhere may say its database already. */
function toIdIn(base: string, database: number): string {
  const named = databaseNumberOf(base);
  if (named === DEFAULT_DATABASE) return withDatabaseNumber(base, database);
  if (named === database) return base;
  throw new Refusal(`--id ${base} says database ${named}, not ${database}: leave --database away.`);
}

const change = command({
  name: `${NAME} change`,
  description: "Change what the figures of a workspace depend on; the cron trigger goes over its events",
  args: {
    id: { type: "string", required: true, valueHint: "wrk_…", description: "which workspace" },
    "time-zone": TIME_ZONE,
    "attribution-days": ATTRIBUTION_DAYS,
    ...PLACE_OPTIONS,
  },
  async run(args) {
    const place = readPlace(args);
    const id = readId("id", args.id, "wrk");
    const timeZone = readOr(args["time-zone"], readTimeZone, null);
    const attributionDays = readOr(args["attribution-days"], readAttributionDays, null);
    if (timeZone === null && attributionDays === null)
      throw new Refusal("Say what to change: --time-zone or --attribution-days.");
    const isThere = await changeTerms(
      openDatabaseOf(id, place),
      id,
      { timeZone, attributionDays },
      timeZone === null ? [] : zoneOffsets(timeZone),
      Date.now(),
    );
    if (!isThere) throw new Refusal(`There is no workspace ${id} in ${describePlace(place)}.`);
    console.error(
      `Figures move over by and by; \`${NAME} list${placeOptions(place)}\` says how far they are.`,
    );
  },
});

function readOr<T, Otherwise>(
  given: string | undefined,
  read: (given: string) => T,
  otherwise: Otherwise,
): T | Otherwise {
  return given === undefined ? otherwise : read(given);
}

function describeProgress(rebuild: Rebuild | undefined): string {
  if (rebuild === undefined || rebuild.endedAt !== null) return "";
  return ` (${rebuild.done} of ${rebuild.total} events moved over)`;
}

export const workspaceCommands = defineCommand({
  meta: { name: NAME, description: "Create, list and change workspaces" },
  subCommands: { create, list, change },
});
