/** The database in which the workspace stands, with its keys and events. */
export function databaseOf({ DB }: Pick<Env, "DB">, _workspaceId: string): D1Database {
  return DB;
}
