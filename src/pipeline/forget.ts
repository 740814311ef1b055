import { persist } from "../storage/d1.ts";
import { forgetMarkers } from "../storage/workspaces.ts";
import type { Isolate } from "./isolate.ts";

/**
 * Lets no marker of the workspace answer any more for what was changed or removed: here at once, in other isolates as
 * soon as they look the key up again, which is within a minute.
 */
export async function forgetMarkersOf(
  { db, isolate }: { readonly db: D1Database; readonly isolate: Isolate },
  workspaceId: string,
  now: number,
): Promise<void> {
  await persist(() => forgetMarkers(db, workspaceId, now));
  isolate.keys.forgetWorkspace(workspaceId);
}
