import { identify } from "../domain/identity.ts";
import { findKind } from "../domain/kinds/registry.ts";
import { understandStored } from "../domain/understand.ts";
import type { PastAttempt } from "../storage/attempts.ts";
import type { Conflict } from "../storage/conflicts.ts";
import type { ListedEvent } from "../storage/event-list.ts";
import type { StoredEvent } from "../storage/events.ts";
import type { Results } from "../storage/results.ts";

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
export async function toEventView(
  event: StoredEvent,
  results: Results,
  conflicts: readonly Conflict[],
  attempts: readonly PastAttempt[],
) {
  const meaning = understandStored(event.kind, event.body, event.isStrict);
  const identity =
    meaning === null ? null : await identify(event.workspaceId, meaning.kind, event.type, meaning.body);
  return {
    ...toListItem(event),
    dedupSource: identity?.source ?? null,
    duplicatesAreMinimum: event.markedDuplicates > 0,
    lastDuplicateAt: toIso(event.lastDuplicateAt),
    connection: { keyOId: event.keyId, keyLabel: event.keyLabel, providerName: event.provider },
    attempts: event.attempts,
    failure: event.failure,
    processedAt: event.status === "processed" ? toIso(event.endedAt) : null,
    failedAt: event.status === "failed" ? toIso(event.endedAt) : null,
    event: meaning?.understood.event ?? null,
    warnings: meaning?.understood.warnings ?? [],
    body: event.body,
    results,
    story: toStory(event, conflicts, attempts),
    conflicts: conflicts.map(({ id, firstAt, lastAt, provider, body: differing }) => ({
      conflictOId: id,
      receivedAt: toIso(firstAt),
      lastReceivedAt: toIso(lastAt),
      providerName: provider,
      body: differing,
    })),
  };
}

type Step = { readonly at: number; readonly step: string; readonly [detail: string]: unknown };

/** What happened to an event, in the order of time. */
function toStory(event: StoredEvent, conflicts: readonly Conflict[], attempts: readonly PastAttempt[]) {
  const { receivedAt, queuedAt, replay, adoptedAt, endedAt, lastDuplicateAt, run, status, failure } = event;
  const steps: readonly (Step | null)[] = [
    { at: receivedAt, step: "received" },
    queuedAt === null ? null : { at: queuedAt, step: "queued", run },
    ...attempts.map(({ at, reason, ...which }) => ({ at, step: "attempt_failed", ...which, reason })),
    lastDuplicateAt === null
      ? null
      : { at: lastDuplicateAt, step: "duplicate", count: event.duplicates, isLast: true },
    ...conflicts.map(({ id, firstAt }) => ({ at: firstAt, step: "conflict", conflictOId: id })),
    adoptedAt === null ? null : { at: adoptedAt, step: "adopted" },
    replay === null ? null : { at: replay.at, step: "replayed", replayOId: replay.id },
    endedAt === null
      ? null
      : {
          at: endedAt,
          step: status,
          run,
          attempt: event.attempts,
          ...(failure === null ? {} : { reason: failure }),
        },
  ];
  return steps
    .filter((step) => step !== null)
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, ...step }) => ({ at: toIso(at), ...step }));
}

function toIso(at: number): string;
function toIso(at: number | null): string | null;
function toIso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
