import * as v from "valibot";

const PATIENCE_MS = 60_000;

const notesSchema = v.object({
  fired: v.record(v.string(), v.number()),
  logged: v.record(v.string(), v.number()),
  unexpected: v.array(v.string()),
  repeatsLost: v.number(),
});

/** What the Worker of the soak has noted since it was started. */
export type Notes = v.InferOutput<typeof notesSchema>;

const holdersSchema = v.array(v.object({ workspaceId: v.string(), keyId: v.string(), secret: v.string() }));

/** A key that the soak sends with. */
export type Holder = v.InferOutput<typeof holdersSchema>[number];

export async function readNotes(origin: string): Promise<Notes> {
  return v.parse(notesSchema, await ask(`${origin}/soak/notes`));
}

export async function setUp(origin: string, workspaces: number, keys: number): Promise<readonly Holder[]> {
  return v.parse(holdersSchema, await ask(`${origin}/soak/set-up`, { workspaces, keys }));
}

/** Runs a query on the real D1, past all faults. */
export async function query<const S extends v.GenericSchema>(
  origin: string,
  row: S,
  sql: string,
  binds: readonly (string | number)[] = [],
): Promise<v.InferOutput<S>[]> {
  return v.parse(v.array(row), await ask(`${origin}/soak/query`, { sql, binds }));
}

async function ask(url: string, body?: unknown): Promise<unknown> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const init = body === undefined ? { signal } : { signal, method: "POST", body: JSON.stringify(body) };
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response.json();
}
