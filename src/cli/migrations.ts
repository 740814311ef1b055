import { describePlace, type Place, placeArguments } from "./place.ts";
import { DATABASE } from "./project.ts";
import { runWrangler } from "./wrangler.ts";
import { toRefusal } from "./wrangler-error.ts";

export function migrationArguments(place: Place): readonly string[] {
  return ["d1", "migrations", "apply", DATABASE, ...placeArguments(place)];
}

/** Brings the schema up to date; does nothing when it is. */
export async function applyMigrations(place: Place, signal?: AbortSignal): Promise<void> {
  const outcome = await runWrangler(migrationArguments(place), signal);
  if (outcome.code !== 0) throw toRefusal(`Applying the migrations to ${describePlace(place)}`, outcome);
}
