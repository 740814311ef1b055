import { setTimeout as sleep } from "node:timers/promises";

import * as v from "valibot";

import { type Place, placeArguments } from "./place.ts";
import { runWrangler } from "./wrangler.ts";
import { toRefusal } from "./wrangler-error.ts";

const resultsSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.array(v.object({ results: v.array(v.record(v.string(), v.unknown())), success: v.literal(true) })),
);

export type Result = v.InferOutput<typeof resultsSchema>[number];

// A Worker that runs on the same local state may hold its lock at any moment; nothing was done then.
const LOCKED = /SQLITE_BUSY/;
const PATIENCE_MS = 15_000;
const PAUSE_MS = 200;

/** Statements, or the path of a file of them: all are done or none. */
export type Sql = { readonly command: string } | { readonly file: string };

export type Target = {
  readonly place: Place;
  readonly binding: string;
  /** What the sentence about a failure begins with. */
  readonly attempt: string;
  readonly signal: AbortSignal | undefined;
};

/** Runs the statements by wrangler and returns the result of each. Throws a Refusal when one fails. */
export async function execute(
  { place, binding, attempt, signal }: Target,
  sql: Sql,
): Promise<readonly Result[]> {
  const given = "file" in sql ? ["--file", sql.file] : ["--command", sql.command];
  const args = ["d1", "execute", binding, ...placeArguments(place), "--json", ...given];
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    const outcome = await runWrangler(args, signal);
    const results = v.safeParse(resultsSchema, outcome.stdout);
    if (outcome.code === 0 && results.success) return results.output;
    const refusal = toRefusal(attempt, outcome);
    if (Date.now() >= giveUpAt || !LOCKED.test(refusal.message)) throw refusal;
    await sleep(Math.random() * PAUSE_MS);
  }
}
