import { hashContent } from "../domain/content-hash.ts";
import type { Warning } from "../domain/fault.ts";
import { type DedupSource, identify } from "../domain/identity.ts";
import type { OpeningFailure } from "../domain/intake/open.ts";
import type { Kind, Understood } from "../domain/kinds/kind.ts";
import { UNDERSTOOD_VERSION, understandStored, understandText } from "../domain/understand.ts";
import type { Settings } from "../settings.ts";
import type { KeyHolder } from "../storage/api-keys.ts";
import type { NewEvent } from "../storage/events.ts";

export type Submission = {
  readonly holder: KeyHolder;
  readonly kind: Kind;
  readonly body: string;
  /** Whether nothing but the contract's own form is taken. */
  readonly isStrict: boolean;
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

export type Prepared = {
  readonly event: NewEvent;
  readonly verdict: Verdict;
  readonly understood: Understood;
};

export type Preparation =
  | ({ readonly ok: true } & Prepared)
  | { readonly ok: false; readonly failure: ReceiveFailure };

export type ReceiveFailure =
  | OpeningFailure
  /** Found out by the insert: it names somebody who was erased and is not to come back. */
  | { readonly code: "suppressed" };

/** The event as it would be stored, or why it can't be. Asks nobody and stores nothing. */
export async function prepare(submission: Submission, settings: Settings): Promise<Preparation> {
  const { holder, kind, body, isStrict } = submission;
  const reading = understandText(kind, body, submission);
  if (!reading.ok) return reading;
  const { meaning } = reading;
  const { understood } = meaning;
  const [identity, contentHash] = await Promise.all([
    identify(holder.key.workspaceId, kind, understood.type, meaning.body),
    hashContent(isStrict ? (understandStored(kind.name, body, false)?.understood ?? understood) : understood),
  ]);
  const verdict = {
    id: identity.id,
    dedupSource: identity.source,
    shouldProcess: settings.processedTypes.has(understood.type),
    warnings: understood.warnings,
  };
  return {
    ok: true,
    event: toNewEvent(submission, understood, identity.id, contentHash, settings),
    verdict,
    understood,
  };
}

/** By what contents are compared: as understood without strictness. Null for what is not understood. */
export async function hashStored(kindName: string, body: string): Promise<string | null> {
  const meaning = understandStored(kindName, body, false);
  return meaning === null ? null : hashContent(meaning.understood);
}

function toNewEvent(
  { holder, kind, body, isStrict, receivedAt, arrival }: Submission,
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
    isStrict,
    body,
  };
}
