import { findKind } from "../domain/kinds/registry.ts";
import type { KeyHolder } from "../storage/api-keys.ts";
import { adoptConflict } from "../storage/adoption.ts";
import { listConflicts } from "../storage/conflicts.ts";
import { persist, Unavailable } from "../storage/d1.ts";
import { findOpenErasure } from "../storage/erasures.ts";
import { type EventStatus, findEvent } from "../storage/events.ts";
import { enqueue } from "./enqueue.ts";
import { forgetMarkersOf } from "./forget.ts";
import { prepare } from "./prepare.ts";
import type { Receiver } from "./receive.ts";

export type Adopted =
  | { readonly ok: true; readonly status: EventStatus; readonly afterwards: () => Promise<void> }
  | { readonly ok: false; readonly missing: "event" | "conflict" };

/**
 * Makes a body that came later under the event's id its content, and lets it be processed again. The one that it had
 * is kept beside it, so that adopting that undoes it.
 */
export async function adopt(
  receiver: Receiver,
  holder: KeyHolder,
  wanted: { readonly eventId: string; readonly conflictId: string },
  now: number,
): Promise<Adopted> {
  const { db, queue, settings } = receiver;
  const { workspaceId } = holder.key;
  const { eventId: id, conflictId } = wanted;
  const [event, conflicts] = await Promise.all([
    persist(() => findEvent(db, workspaceId, id)),
    persist(() => listConflicts(db, workspaceId, id)),
  ]);
  if (event === null) return { ok: false, missing: "event" };
  const conflict = conflicts.find((candidate) => candidate.id === conflictId);
  const kind = findKind(event.kind);
  if (conflict === undefined || kind === null) return { ok: false, missing: "conflict" };
  const { body, isStrict } = conflict;
  const submission = { holder, kind, body, isStrict, receivedAt: now, arrival: "" };
  const prepared = await prepare(submission, settings);
  if (!prepared.ok) throw new Error("a body that was understood once is not any more");
  const { event: next } = prepared;
  const adoption = {
    ...next,
    id,
    conflictHash: conflict.contentHash,
    replacedHash: event.contentHash,
    now,
  };
  const run = await persist(() => adoptConflict(db, adoption));
  // Null as well when an earlier try took effect that nobody heard of.
  const kept = run === null ? await persist(() => findEvent(db, workspaceId, id)) : null;
  const dueRun = run ?? (kept?.adoptedAt === now ? kept.run : null);
  if (dueRun === null) {
    if ((await persist(() => findOpenErasure(db, workspaceId))) === null)
      return { ok: false, missing: "conflict" };
    throw new Unavailable("a person is being erased from the workspace, which lets no content change");
  }
  await forgetMarkersOf(receiver, workspaceId, now);
  return {
    ok: true,
    status: next.status,
    afterwards: async () => {
      if (next.status === "pending") await enqueue(queue, [{ workspaceId, id, run: dueRun }]);
    },
  };
}
