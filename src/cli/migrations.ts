import { describePlace, type Place, placeArguments } from "./place.ts";
import { DATABASE } from "./project.ts";
import { runWrangler } from "./wrangler.ts";
import { toRefusal } from "./wrangler-error.ts";

export function migrationArguments(place: Place, binding = DATABASE): readonly string[] {
  return ["d1", "migrations", "apply", binding, ...placeArguments(place)];
}

/** Brings the schema of one database up to date; does nothing when it is. */
export async function applyMigrations(place: Place, binding?: string, signal?: AbortSignal): Promise<void> {
  const outcome = await runWrangler(migrationArguments(place, binding), signal);
  if (outcome.code !== 0) throw toRefusal(`Applying the migrations to ${describePlace(place)}`, outcome);
}
