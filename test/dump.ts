import { env } from "cloudflare:workers";

/** Every value of every table, those that SQLite keeps for itself too, and of every marker. */
export async function dump(): Promise<string> {
  const { results } = await env.DB.prepare(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
  ).all<{ name: string }>();
  const tables = await Promise.all(
    results.map(({ name }) => env.DB.prepare(`SELECT * FROM "${name}"`).all()),
  );
  return JSON.stringify([tables.map((table) => table.results), await dumpMarkers()]);
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
