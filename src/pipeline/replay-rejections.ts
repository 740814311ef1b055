import { findKind } from "../domain/kinds/registry.ts";
import type { KeyHolder } from "../storage/api-keys.ts";
import { persist } from "../storage/d1.ts";
import { markReplayed, type Rejection } from "../storage/rejections.ts";
import { foretell } from "./foretell.ts";
import type { ReceiveFailure, Submission } from "./prepare.ts";
import type { RateLimited } from "./rate-limit.ts";
import { receive, type Receipt, type Receiver } from "./receive.ts";

/** What became of a rejection that was sent again, or with `dryRun` what would. */
export type Replayed =
  | { readonly outcome: "accepted"; readonly id: string; readonly eventId: string }
  /** `conflict`: its content differs from the event that is there, beside which it is kept. */
  | {
      readonly outcome: "duplicate";
      readonly id: string;
      readonly eventId: string;
      readonly conflict: boolean;
    }
  | { readonly outcome: "refused"; readonly id: string; readonly failure: ReceiveFailure | RateLimited }
  /** Its body was cut, or its kind is gone. */
  | { readonly outcome: "not_replayable"; readonly id: string };

export type ReplayOrder = {
  /** Who asks; the events carry the connection that first sent them. */
  readonly holder: KeyHolder;
  readonly rejection: Rejection;
  /** Sent instead of the body that was refused; null for that one. */
  readonly mended: string | null;
  readonly dryRun: boolean;
  readonly now: number;
};

/** Sends a refused body through the very path of a new one. `afterwards` is what may follow the answer. */
export async function replayRejection(
  receiver: Receiver,
  { holder, rejection, mended, dryRun, now }: ReplayOrder,
): Promise<{ readonly replayed: Replayed; readonly afterwards: (() => Promise<void>) | null }> {
  const { id } = rejection;
  const kind = findKind(rejection.kind);
  if (kind === null || (mended === null && !rejection.isWhole)) {
    return { replayed: { outcome: "not_replayable", id }, afterwards: null };
  }
  const submission: Submission = {
    holder: { ...holder, key: { ...holder.key, id: rejection.keyId, provider: rejection.provider } },
    kind,
    body: mended ?? rejection.body,
    isStrict: rejection.isStrict,
    receivedAt: now,
    arrival: crypto.randomUUID(),
  };
  if (dryRun) return { replayed: await toForetold(receiver, id, submission), afterwards: null };
  const reception = await receive(receiver, submission);
  if (!reception.ok)
    return { replayed: { outcome: "refused", id, failure: reception.failure }, afterwards: null };
  const { receipt, afterwards } = reception;
  await persist(() => markReplayed(receiver.db, holder.key.workspaceId, id, receipt.id, now));
  return { replayed: toReplayed(id, receipt), afterwards };
}

async function toForetold(receiver: Receiver, id: string, submission: Submission): Promise<Replayed> {
  const prophecy = await foretell(receiver, submission);
  if (!prophecy.ok) return { outcome: "refused", id, failure: prophecy.failure };
  return toReplayed(id, prophecy.receipt);
}

function toReplayed(id: string, { id: eventId, duplicateOf }: Receipt): Replayed {
  return duplicateOf === null
    ? { outcome: "accepted", id, eventId }
    : { outcome: "duplicate", id, eventId, conflict: duplicateOf.conflict };
}
