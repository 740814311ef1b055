import { persist } from "../storage/d1.ts";
import { deleteEvents } from "../storage/removal.ts";
import { forgetMarkersOf } from "./forget.ts";
import type { Isolate } from "./isolate.ts";

/** Deletes events of the workspace with all that was made of them. */
export async function removeEvents(
  store: { readonly db: D1Database; readonly isolate: Isolate },
  workspaceId: string,
  ids: readonly string[],
  now: number,
): Promise<void> {
  await persist(() => deleteEvents(store.db, workspaceId, ids));
  // After the rows: until then a marker still tells the truth.
  await forgetMarkersOf(store, workspaceId, now);
}
