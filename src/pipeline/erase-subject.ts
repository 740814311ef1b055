import { canonicalAddress } from "../domain/canonical.ts";
import { persist } from "../storage/d1.ts";
import { type ErasureReceipt, findErasure, openErasure } from "../storage/erasures.ts";
import { unsuppress } from "../storage/suppressed.ts";
import { continueErasures, lasting } from "./erase.ts";
import { forgetMarkersOf } from "./forget.ts";
import type { Receiver } from "./receive.ts";
import { hashAddress } from "./suppression.ts";

// While the client waits; what is not done by then goes on behind the answer, and with the cron trigger.
const ANSWER_WITHIN_MS = 8_000;
const GO_ON_MS = 20_000;

export type SubjectErasure = {
  readonly workspaceId: string;
  readonly address: string;
  /** Whether events that name the person are refused from now on. */
  readonly suppress: boolean;
  /** What hashes of addresses are keyed with. */
  readonly secret: string;
  readonly now: number;
};

/**
 * Erases a person from all that the workspace has. The receipt is final when `endedAt` is set; else `goOn` and the cron
 * trigger do the rest.
 */
export async function eraseSubject(
  receiver: Receiver,
  { workspaceId, address, suppress, secret, now }: SubjectErasure,
): Promise<{ readonly receipt: ErasureReceipt; readonly goOn: () => Promise<void> }> {
  const { db, isolate } = receiver;
  const canonical = toCanonical(address);
  const hash = await hashAddress(secret, workspaceId, canonical);
  const id = `ers_${crypto.randomUUID().replaceAll("-", "")}`;
  await persist(() =>
    openErasure(db, { id, workspaceId, address: canonical, hash, createdAt: now, suppress }),
  );
  await forgetMarkersOf(receiver, workspaceId, now);
  await continueErasures(receiver, workspaceId, lasting(ANSWER_WITHIN_MS), now);
  const receipt = await persist(() => findErasure(db, workspaceId, id));
  if (receipt === null) throw new Error("an erasure left no receipt");
  isolate.keys.forgetWorkspace(workspaceId);
  return {
    receipt,
    goOn: async () => {
      if (receipt.endedAt !== null) return;
      await continueErasures(receiver, workspaceId, lasting(GO_ON_MS), now);
    },
  };
}

/** Takes the address off the list of those that are refused. False when it was not on it. */
export async function allowSubject(
  { db, isolate }: Receiver,
  workspaceId: string,
  address: string,
  secret: string,
): Promise<boolean> {
  const hash = await hashAddress(secret, workspaceId, toCanonical(address));
  const wasSuppressed = await persist(() => unsuppress(db, workspaceId, hash));
  isolate.keys.forgetWorkspace(workspaceId);
  return wasSuppressed;
}

function toCanonical(address: string): string {
  return canonicalAddress(address) ?? address;
}
