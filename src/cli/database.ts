import { findBinding } from "./bound.ts";
import { execute, type Result } from "./execute.ts";
import { applyMigrations } from "./migrations.ts";
import { describePlace, type Place } from "./place.ts";
import { DATABASE } from "./project.ts";
import { Refusal } from "./refusal.ts";
import { inlineValues } from "./sql.ts";

const OUTDATED = /no such (table|column)/;

type Statement = {
  readonly sql: string;
  bind(...values: readonly unknown[]): Statement;
  first(): Promise<Result["results"][number] | null>;
  all(): Promise<Result>;
  run(): Promise<Result>;
};

/** The database in which the workspace stands; see `openDatabase`. */
export function openDatabaseOf(workspaceId: string, place: Place): D1Database {
  return openDatabase(place, findBinding(workspaceId));
}

/**
 * A database as wrangler reaches it, local or deployed, for the storage functions: prepare, bind, first, all, run
 * and batch. What is bound stands on a command line, where others on the machine may read it: never a secret.
 */
export function openDatabase(place: Place, binding = DATABASE, signal?: AbortSignal): D1Database {
  const target = { place, binding, attempt: `Work on ${describePlace(place)}`, signal };
  let hasMigrated = false;

  async function query(sql: string): Promise<readonly Result[]> {
    try {
      return await execute(target, { command: sql });
    } catch (error) {
      if (!(error instanceof Refusal) || !OUTDATED.test(error.message)) throw error;
      if (hasMigrated || place.kind === "remote")
        throw new Refusal(`${error.message}\n\`npm run deploy\` brings its schema up to date.`);
    }
    hasMigrated = true;
    await applyMigrations(place, binding, signal);
    return query(sql);
  }

  function prepare(sql: string): Statement {
    async function run(): Promise<Result> {
      const [result] = await query(sql);
      if (result === undefined) throw new Error(`no result of: ${sql}`);
      return result;
    }
    return {
      sql,
      bind: (...values) => prepare(inlineValues(sql, values)),
      first: async () => (await run()).results[0] ?? null,
      all: run,
      run,
    };
  }

  const database = {
    prepare,
    batch: (statements: readonly Statement[]) => query(statements.map(({ sql }) => sql).join(";\n")),
  };
  // The part of D1 that the storage functions use; their row types are theirs to state, as with D1 itself.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return database as unknown as D1Database;
}
