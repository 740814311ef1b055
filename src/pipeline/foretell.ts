import type { JsonObject } from "../domain/json.ts";
import { persist } from "../storage/d1.ts";
import { findEvent } from "../storage/events.ts";
import { isAnySuppressed } from "../storage/suppressed.ts";
import { isDifferent } from "./conflict.ts";
import { prepare, type ReceiveFailure, type Submission } from "./prepare.ts";
import { isWithinRate, type RateLimited } from "./rate-limit.ts";
import { CONFLICT, type Receipt, type Receiver } from "./receive.ts";
import { hashAddressesIn } from "./suppression.ts";

export type Prophecy =
  | { readonly ok: true; readonly receipt: Receipt; readonly event: JsonObject }
  | { readonly ok: false; readonly failure: ReceiveFailure | RateLimited };

/** What `receive` would answer now, and the event as it would be understood. Writes nothing, nowhere. */
export async function foretell(receiver: Receiver, submission: Submission): Promise<Prophecy> {
  const { db, settings, limiter, secret } = receiver;
  const prepared = await prepare(submission, settings);
  if (!prepared.ok) return prepared;
  const { event, verdict, understood } = prepared;
  if (!(await isWithinRate(limiter, settings, event.keyId))) {
    return { ok: false, failure: { code: "rate_limited" } };
  }
  const hashes = secret === null ? [] : await hashAddressesIn(secret, event.workspaceId, event.body);
  const [known, isSuppressed] = await Promise.all([
    persist(() => findEvent(db, event.workspaceId, event.id)),
    persist(() => isAnySuppressed(db, event.workspaceId, hashes)),
  ]);
  if (isSuppressed) return { ok: false, failure: { code: "suppressed" } };
  const conflict = known !== null && (await isDifferent(db, event, known));
  const duplicateOf = known === null ? null : { receivedAt: known.receivedAt, conflict };
  return {
    ok: true,
    receipt: {
      ...verdict,
      warnings: conflict ? [...verdict.warnings, CONFLICT] : verdict.warnings,
      status: known?.status ?? event.status,
      duplicateOf,
    },
    event: understood.event,
  };
}
