import { env } from "cloudflare:workers";

type Row = Readonly<Record<string, unknown>>;

/** Every value of every table, those that SQLite keeps for itself too, and of every marker. */
export async function dump(): Promise<string> {
  const tables = await Promise.all((await tableNames()).map((name) => rowsOf(name)));
  return JSON.stringify([tables, await dumpMarkers()]);
}

export type WorkspaceDump = Readonly<Record<string, readonly Row[]>>;

/** The workspace's rows in its own table and in each of `names`, in an order of their own, and its events' markers. */
export async function dumpWorkspace(id: string, names: readonly string[]): Promise<WorkspaceDump> {
  const tables: Record<string, readonly Row[]> = { workspaces: await rowsOf("workspaces", "id", id) };
  for (const name of names) tables[name] = inOrder(await rowsOf(name, "workspace_id", id));
  const eventIds = (tables["events"] ?? []).map((event) => String(event["id"]));
  const markers = eventIds.map(async (eventId) => ({ eventId, marker: await env.MARKERS_KV.get(eventId) }));
  return { ...tables, markers: await Promise.all(markers) };
}

/** Tables whose rows say whose they are. */
export async function tablesOfWorkspaces(): Promise<readonly string[]> {
  const tables = await Promise.all(
    (await tableNames()).map(async (name) => ({ name, columns: await columnsOf(name) })),
  );
  return tables.filter(({ columns }) => columns.includes("workspace_id")).map(({ name }) => name);
}

async function columnsOf(table: string): Promise<readonly string[]> {
  const { results } = await env.DB.prepare(`SELECT name FROM pragma_table_info('${table}')`).all<{
    name: string;
  }>();
  return results.map(({ name }) => name);
}

export async function tableNames(): Promise<readonly string[]> {
  const { results } = await env.DB.prepare(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' ORDER BY name",
  ).all<{ name: string }>();
  return results.map(({ name }) => name);
}

async function rowsOf(table: string, column?: string, value?: string): Promise<readonly Row[]> {
  const all = `SELECT * FROM "${table}"`;
  const statement =
    column === undefined || value === undefined
      ? env.DB.prepare(all)
      : env.DB.prepare(`${all} WHERE ${column} = ?1`).bind(value);
  const { results } = await statement.all<Row>();
  return results;
}

function inOrder(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

async function dumpMarkers(): Promise<readonly unknown[]> {
  const markers: unknown[] = [];
  for (let cursor: string | null = null, isWhole = false; !isWhole;) {
    const page: KVNamespaceListResult<unknown> = await env.MARKERS_KV.list({ cursor });
    markers.push(
      ...(await Promise.all(page.keys.map(async ({ name }) => [name, await env.MARKERS_KV.get(name)]))),
    );
    isWhole = page.list_complete;
    cursor = page.list_complete ? null : page.cursor;
  }
  return markers;
}
