import { identify } from "../domain/identity.ts";
import { findKind } from "../domain/kinds/registry.ts";
import { understandStored } from "../domain/understand.ts";
import type { Conflict } from "../storage/conflicts.ts";
import type { ListedEvent } from "../storage/event-list.ts";
import type { StoredEvent } from "../storage/events.ts";
import type { Results } from "../storage/facts.ts";

type Listable = Omit<ListedEvent, "seq">;

/** An event as a row of a list. */
export function toListItem(event: Listable) {
  const kind = findKind(event.kind);
  return {
    oId: event.id,
    eventTimestamp: toIso(event.occurredAt),
    eventType: kind?.types[event.type] ?? event.type,
    eventCategory: kind?.category ?? event.kind,
    processingStatus: event.status,
    providerName: event.provider,
    eventSummary: event.summary,
    receivedAt: toIso(event.receivedAt),
    duplicates: event.duplicates,
  };
}

/** One event whole: as it was sent, as it is understood, and what became of it. */
export async function toEventView(event: StoredEvent, results: Results, conflicts: readonly Conflict[]) {
  const meaning = understandStored(event.kind, event.body);
  const identity =
    meaning === null ? null : await identify(event.workspaceId, meaning.kind, event.type, meaning.body);
  return {
    ...toListItem(event),
    dedupSource: identity?.source ?? null,
    lastDuplicateAt: toIso(event.lastDuplicateAt),
    attempts: event.attempts,
    failure: event.failure,
    processedAt: event.status === "processed" ? toIso(event.endedAt) : null,
    failedAt: event.status === "failed" ? toIso(event.endedAt) : null,
    event: meaning?.understood.event ?? null,
    warnings: meaning?.understood.warnings ?? [],
    body: event.body,
    results,
    conflicts: conflicts.map(({ firstAt, lastAt, provider, body: differing }) => ({
      receivedAt: toIso(firstAt),
      lastReceivedAt: toIso(lastAt),
      providerName: provider,
      body: differing,
    })),
  };
}

function toIso(at: number): string;
function toIso(at: number | null): string | null;
function toIso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
