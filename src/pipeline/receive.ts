import { hashContent } from "../domain/content-hash.ts";
import type { Fault, Warning } from "../domain/fault.ts";
import { type DedupSource, identify } from "../domain/identity.ts";
import { isJsonObject, type JsonFault, readJson } from "../domain/json.ts";
import type { Kind, Understood } from "../domain/kinds/kind.ts";
import { understand, understandStored, UNDERSTOOD_VERSION } from "../domain/understand.ts";
import type { Settings } from "../settings.ts";
import type { KeyHolder } from "../storage/api-keys.ts";
import { keepConflict } from "../storage/conflicts.ts";
import { persist } from "../storage/d1.ts";
import {
  type EventStatus,
  findEvent,
  insertEvent,
  type Insertion,
  type NewEvent,
} from "../storage/events.ts";
import { enqueue } from "./enqueue.ts";
import type { Isolate } from "./isolate.ts";
import { findStandingMarker, markStored } from "./marking.ts";

export type Receiver = {
  readonly db: D1Database;
  readonly kv: KVNamespace;
  readonly queue: Queue;
  readonly settings: Settings;
  readonly isolate: Isolate;
};

export type Submission = {
  readonly holder: KeyHolder;
  readonly kind: Kind;
  readonly body: string;
  readonly receivedAt: number;
  /** Random, once a request. */
  readonly arrival: string;
};

export type Receipt = {
  readonly id: string;
  readonly dedupSource: DedupSource;
  readonly shouldProcess: boolean;
  readonly warnings: readonly Warning[];
  /** Null when a marker answered. */
  readonly status: EventStatus | null;
  /** Null for the first arrival. */
  readonly duplicateOf: { readonly receivedAt: number; readonly conflict: boolean } | null;
};

export type Reception =
  | { readonly ok: true; readonly receipt: Receipt; readonly afterwards: () => Promise<void> }
  | { readonly ok: false; readonly failure: ReceiveFailure };

export type ReceiveFailure =
  | { readonly code: "invalid_json"; readonly fault: JsonFault }
  | { readonly code: "invalid_event"; readonly faults: readonly Fault[] };

/**
 * Takes one event in. The receipt is given once the event is in D1, or a marker says that it has long been there;
 * `afterwards` is what may follow the answer. Throws Unavailable when D1 does not take it.
 */
export async function receive(receiver: Receiver, submission: Submission): Promise<Reception> {
  const { settings } = receiver;
  const json = readJson(submission.body);
  if (!json.ok) return { ok: false, failure: { code: "invalid_json", fault: json.fault } };
  const understanding = understand(submission.kind, json.value);
  if (!understanding.ok)
    return { ok: false, failure: { code: "invalid_event", faults: understanding.faults } };
  const { understood } = understanding;
  const body = isJsonObject(json.value) ? json.value : {};
  const [identity, contentHash] = await Promise.all([
    identify(submission.holder.key.workspaceId, submission.kind, understood.type, body),
    hashContent(understood),
  ]);
  const event = toNewEvent(submission, understood, identity.id, contentHash, settings);
  const receipt = {
    id: identity.id,
    dedupSource: identity.source,
    shouldProcess: settings.processedTypes.has(understood.type),
    warnings: understood.warnings,
  };
  const marked = await answerFromMarker(receiver, submission, event, receipt);
  return marked ?? answerFromD1(receiver, submission, event, receipt);
}

type Answer = Omit<Receipt, "status" | "duplicateOf">;

/** Null unless a marker shows that this very content is stored already. */
async function answerFromMarker(
  { db, kv, settings, isolate }: Receiver,
  { holder }: Submission,
  event: NewEvent,
  answer: Answer,
): Promise<Reception | null> {
  if (settings.markers === "off") return null;
  const marker = await findStandingMarker(kv, event, holder.markersEpoch);
  if (marker === null) return null;
  return {
    ok: true,
    receipt: { ...answer, status: null, duplicateOf: { receivedAt: marker.receivedAt, conflict: false } },
    afterwards: () => isolate.repeats.note(db, event.workspaceId, event.id, event.receivedAt),
  };
}

async function answerFromD1(
  { db, kv, queue, settings, isolate }: Receiver,
  { holder }: Submission,
  event: NewEvent,
  answer: Answer,
): Promise<Reception> {
  const insertion = await persist(() => insertEvent(db, event));
  const mark = () => markStored(kv, isolate.marked, event, insertion, holder.markersEpoch);
  if (insertion.isFirst) {
    return {
      ok: true,
      receipt: { ...answer, status: insertion.status, duplicateOf: null },
      afterwards: async () => {
        const isDue = insertion.status === "pending";
        await Promise.all([
          settings.markers === "all" ? mark() : null,
          isDue ? enqueue(queue, [{ workspaceId: event.workspaceId, id: event.id, run: 1 }]) : null,
        ]);
      },
    };
  }
  const conflict = await isDifferent(db, event, insertion);
  // Before the answer, since the differing body is acknowledged with it.
  if (conflict) await persist(() => keepConflict(db, event));
  return {
    ok: true,
    receipt: {
      ...answer,
      status: insertion.status,
      duplicateOf: { receivedAt: insertion.receivedAt, conflict },
    },
    afterwards: async () => {
      if (settings.markers !== "off") await mark();
    },
  };
}

/** Compares as understood by one version; an event of another is understood again. */
async function isDifferent(db: D1Database, event: NewEvent, kept: Insertion): Promise<boolean> {
  if (kept.understoodVersion === event.understoodVersion) return kept.contentHash !== event.contentHash;
  const stored = await persist(() => findEvent(db, event.workspaceId, event.id));
  const meaning = stored === null ? null : understandStored(stored.kind, stored.body);
  return meaning === null || (await hashContent(meaning.understood)) !== event.contentHash;
}

function toNewEvent(
  { holder, kind, body, receivedAt, arrival }: Submission,
  understood: Understood,
  id: string,
  contentHash: string,
  settings: Settings,
): NewEvent {
  const isProcessed = settings.processedTypes.has(understood.type);
  return {
    id,
    workspaceId: holder.key.workspaceId,
    kind: kind.name,
    type: understood.type,
    occurredAt: understood.occurredAt,
    receivedAt,
    provider: holder.key.provider,
    keyId: holder.key.id,
    summary: understood.summary,
    status: isProcessed ? "pending" : "stored",
    dueAt: isProcessed ? receivedAt + settings.sweepAfterMs : null,
    arrival,
    contentHash,
    understoodVersion: UNDERSTOOD_VERSION,
    body,
  };
}
