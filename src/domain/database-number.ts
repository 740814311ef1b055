/** Of the database that everything stands in unless said otherwise. Neither ids nor keys say it. */
export const DEFAULT_DATABASE = 1;

/** The last that a further database may have; the first is 2. */
export const LAST_DATABASE = 99;

// Behind a full stop, which no id has that was made before there were further databases.
const OF_WORKSPACE = /\.([2-9]|[1-9][0-9])$/;

/** The number of the database that the workspace stands in, which its id says: 2 for wrk_0123….2. */
export function databaseNumberOf(workspaceId: string): number {
  return Number(OF_WORKSPACE.exec(workspaceId)?.[1] ?? DEFAULT_DATABASE);
}

/** The id of a workspace in the database of this number. */
export function withDatabaseNumber(workspaceId: string, database: number): string {
  return database === DEFAULT_DATABASE ? workspaceId : `${workspaceId}.${database}`;
}
