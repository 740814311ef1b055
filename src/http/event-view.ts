import { identify } from "../domain/identity.ts";
import { findKind } from "../domain/kinds/registry.ts";
import { understandStored } from "../domain/understand.ts";
import { listAttempts, type PastAttempt } from "../storage/attempts.ts";
import { type Conflict, listConflicts } from "../storage/conflicts.ts";
import { persist } from "../storage/d1.ts";
import type { ListedEvent } from "../storage/event-list.ts";
import { findEvent, type StoredEvent } from "../storage/events.ts";
import { listMended, type Mended } from "../storage/rejections.ts";
import { findResults } from "../storage/results.ts";

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

/** What `readEventView` gives of an event that there is. */
export type EventView = NonNullable<Awaited<ReturnType<typeof readEventView>>>;

/**
 * One event whole: as it was sent, as it is understood, and what became of it. Null when the workspace has no such
 * event.
 */
export async function readEventView(db: D1Database, workspaceId: string, eventId: string) {
  const place = [db, workspaceId, eventId] as const;
  const [event, results, conflicts, attempts, mended] = await Promise.all([
    persist(() => findEvent(...place)),
    persist(() => findResults(...place)),
    persist(() => listConflicts(...place)),
    persist(() => listAttempts(...place)),
    persist(() => listMended(...place)),
  ]);
  if (event === null) return null;
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
    story: toStory(event, conflicts, attempts, mended),
    conflicts: conflicts.map(({ id, firstAt, lastAt, provider, body: differing }) => ({
      conflictOId: id,
      receivedAt: toIso(firstAt),
      lastReceivedAt: toIso(lastAt),
      providerName: provider,
      body: differing,
    })),
  };
}

type Step = {
  readonly at: number;
  readonly step: string;
  readonly rejectionOId?: string;
  readonly refusedAt?: string;
  readonly [detail: string]: unknown;
};

/** What happened to an event, in the order of time. */
function toStory(
  event: StoredEvent,
  conflicts: readonly Conflict[],
  attempts: readonly PastAttempt[],
  mended: readonly Mended[],
) {
  const { receivedAt, queuedAt, replay, adoptedAt, endedAt, lastDuplicateAt, run, status, failure } = event;
  const steps: readonly (Step | null)[] = [
    ...mended.map(({ refusedAt, ...which }) => ({ ...which, step: "mended", refusedAt: toIso(refusedAt) })),
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
