import { hashContent } from "../domain/content-hash.ts";
import type { Fault, Warning } from "../domain/fault.ts";
import { type DedupSource, identify } from "../domain/identity.ts";
import { isJsonObject, type JsonFault, readJson } from "../domain/json.ts";
import type { Kind, Understood } from "../domain/kinds/kind.ts";
import { understand, UNDERSTOOD_VERSION } from "../domain/understand.ts";
import type { Settings } from "../settings.ts";
import type { KeyHolder } from "../storage/api-keys.ts";
import type { NewEvent } from "../storage/events.ts";

export type Submission = {
  readonly holder: KeyHolder;
  readonly kind: Kind;
  readonly body: string;
  readonly receivedAt: number;
  /** Random, once a request. */
  readonly arrival: string;
  /** As `understand` takes it. */
  readonly assumesType?: boolean;
};

/** What can be said of an event before it is known whether it is there already. */
export type Verdict = {
  readonly id: string;
  readonly dedupSource: DedupSource;
  readonly shouldProcess: boolean;
  readonly warnings: readonly Warning[];
};

export type Prepared = { readonly event: NewEvent; readonly verdict: Verdict };

export type Preparation =
  | ({ readonly ok: true } & Prepared)
  | { readonly ok: false; readonly failure: ReceiveFailure };

export type ReceiveFailure =
  | { readonly code: "invalid_json"; readonly fault: JsonFault }
  | { readonly code: "invalid_event"; readonly faults: readonly Fault[] }
  /** Found out by the insert: it names somebody who was erased and is not to come back. */
  | { readonly code: "suppressed" };

/** The event as it would be stored, or why it can't be. Asks nobody and stores nothing. */
export async function prepare(submission: Submission, settings: Settings): Promise<Preparation> {
  const { holder, kind } = submission;
  const json = readJson(submission.body);
  if (!json.ok) return { ok: false, failure: { code: "invalid_json", fault: json.fault } };
  const understanding = understand(kind, json.value, submission);
  if (!understanding.ok) {
    return { ok: false, failure: { code: "invalid_event", faults: understanding.faults } };
  }
  const { understood } = understanding;
  const body = isJsonObject(json.value) ? json.value : {};
  const [identity, contentHash] = await Promise.all([
    identify(holder.key.workspaceId, kind, understood.type, body),
    hashContent(understood),
  ]);
  const verdict = {
    id: identity.id,
    dedupSource: identity.source,
    shouldProcess: settings.processedTypes.has(understood.type),
    warnings: understood.warnings,
  };
  return { ok: true, event: toNewEvent(submission, understood, identity.id, contentHash, settings), verdict };
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
