import { databaseNumberOf, DEFAULT_DATABASE, LAST_DATABASE } from "../domain/database-number.ts";

/** Why nothing can be done for a workspace whose database the deployment lacks. */
export const NOT_BOUND = "no database of this number is bound";

/** The name under which the database of this number is bound. */
export function bindingOf(database: number): string {
  return database === DEFAULT_DATABASE ? "DB" : `DB_${database}`;
}

/**
 * The database in which the workspace stands, with its keys and all that is its own. Null when the deployment lacks the
 * binding.
 */
export function databaseOf(env: object, workspaceId: string): D1Database | null {
  return databaseNumbered(env, databaseNumberOf(workspaceId));
}

/** The same for the number itself. */
export function databaseNumbered(env: object, database: number): D1Database | null {
  // Of what wrangler.toml does not name the generated types know nothing; nothing else is bound under such a name.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return (env as Readonly<Record<string, D1Database | undefined>>)[bindingOf(database)] ?? null;
}

/** All databases that are bound, by the names of their bindings; the default one first. */
export function databasesOf(env: { readonly DB: D1Database }): ReadonlyMap<string, D1Database> {
  const databases = new Map([["DB", env.DB]]);
  for (let number = 2; number <= LAST_DATABASE; number++) {
    const db = databaseNumbered(env, number);
    if (db !== null) databases.set(bindingOf(number), db);
  }
  return databases;
}
