import { readFileSync } from "node:fs";

import { databaseNumberOf, LAST_DATABASE } from "../domain/database-number.ts";
import { bindingOf } from "../storage/databases.ts";
import { CONFIG } from "./project.ts";
import { Refusal } from "./refusal.ts";

/** A database as wrangler.toml binds it; by its name every account finds its own. */
export type Bound = { readonly binding: string; readonly name: string };

/** The databases of the deployment in the order of wrangler.toml. */
export function readBound(): readonly Bound[] {
  const sections = readFileSync(CONFIG, "utf8").split(/^\[+/m);
  return sections
    .filter((section) => section.startsWith("d1_databases]]"))
    .map((section) => ({ binding: valueOf(section, "binding"), name: valueOf(section, "database_name") }));
}

function valueOf(section: string, key: string): string {
  const value = new RegExp(`^${key}\\s*=\\s*"([^"]+)"`, "m").exec(section)?.[1];
  if (value === undefined) throw new Refusal(`wrangler.toml has a d1_databases without ${key}: give it one.`);
  return value;
}

/** The binding of the database in which the workspace stands. */
export function findBinding(workspaceId: string): string {
  const binding = bindingOf(databaseNumberOf(workspaceId));
  if (readBound().some((bound) => bound.binding === binding)) return binding;
  throw new Refusal(`wrangler.toml binds no ${binding}, in which ${workspaceId} would be: add it there.`);
}

/** The number of a further database. */
export function readDatabaseNumber(given: string): number {
  const number = /^\d{1,2}$/.test(given) ? Number(given) : 0;
  if (number >= 2 && number <= LAST_DATABASE) return number;
  throw new Refusal(`--database is a number from 2 to ${LAST_DATABASE}, as DB_2 has 2, not "${given}".`);
}
