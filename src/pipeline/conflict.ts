import { persist } from "../storage/d1.ts";
import type { Insertion } from "../storage/event-insert.ts";
import { findEvent, type NewEvent } from "../storage/events.ts";
import { hashStored } from "./prepare.ts";

/** Compares as understood by one version; an event of another is understood again. */
export async function isDifferent(
  db: D1Database,
  event: NewEvent,
  kept: Pick<Insertion, "understoodVersion" | "contentHash">,
): Promise<boolean> {
  if (kept.understoodVersion === event.understoodVersion) return kept.contentHash !== event.contentHash;
  const stored = await persist(() => findEvent(db, event.workspaceId, event.id));
  return stored === null || (await hashStored(stored.kind, stored.body)) !== event.contentHash;
}
