import type { Warning } from "../domain/fault.ts";
import type { Settings } from "../settings.ts";
import { keepConflict } from "../storage/conflicts.ts";
import { persist } from "../storage/d1.ts";
import type { EventStatus, NewEvent } from "../storage/events.ts";
import { isDifferent } from "./conflict.ts";
import type { Store } from "./store.ts";
import type { Isolate } from "./isolate.ts";
import { findStandingMarker, markStored } from "./marking.ts";
import { keepUnlessSuppressed } from "./suppression.ts";
import { prepare, type Prepared, type ReceiveFailure, type Submission, type Verdict } from "./prepare.ts";
import { isWithinRate, type RateLimited } from "./rate-limit.ts";

export const CONFLICT: Warning = {
  path: "",
  code: "conflict",
  message:
    "differs from the event that has the same identity, and was kept beside it, not as an event; if it is another event, give it an eventId of its own",
};

export type Receiver = Store & {
  readonly kv: KVNamespace;
  readonly settings: Settings;
  readonly isolate: Isolate;
  /** Absent where the rate is not limited. */
  readonly limiter?: RateLimit;
  /** What hashes of addresses are keyed with; null in a deployment that has none. */
  readonly secret: string | null;
};

export type Receipt = Verdict & {
  /** Null when a marker answered. */
  readonly status: EventStatus | null;
  /** Null for the first arrival. */
  readonly duplicateOf: { readonly receivedAt: number; readonly conflict: boolean } | null;
};

export type Reception =
  | { readonly ok: true; readonly receipt: Receipt; readonly afterwards: (() => Promise<void>) | null }
  | { readonly ok: false; readonly failure: ReceiveFailure | RateLimited };

/**
 * Takes one event in. The receipt is given once the event is in D1, or a marker says that it has long been there;
 * `afterwards` is what may follow the answer, null when nothing does. Throws Unavailable when D1 does not take it.
 */
export async function receive(receiver: Receiver, submission: Submission): Promise<Reception> {
  const prepared = await prepare(submission, receiver.settings);
  if (!prepared.ok) return prepared;
  const { isolate, settings } = receiver;
  return isolate.inserter.receive(receiver, (asksMarker) =>
    decide(
      { ...receiver, settings: asksMarker ? settings : { ...settings, markers: "off" } },
      submission,
      prepared,
    ),
  );
}

async function decide(
  receiver: Receiver,
  submission: Submission,
  { event, verdict }: Prepared,
): Promise<Reception> {
  const marked = await answerFromMarker(receiver, submission, event, verdict);
  if (marked !== null) return marked;
  // After the marker: the limit protects D1, and a repeat that a marker answers never gets there.
  if (!(await isWithinRate(receiver.limiter, receiver.settings, event.keyId))) {
    return { ok: false, failure: { code: "rate_limited" } };
  }
  return answerFromD1(receiver, submission, event, verdict);
}

/** Null unless a marker shows that this very content is stored already. */
async function answerFromMarker(
  { db, kv, settings, isolate }: Receiver,
  { holder }: Submission,
  event: NewEvent,
  verdict: Verdict,
): Promise<Reception | null> {
  if (settings.markers === "off") return null;
  const marker = await findStandingMarker(kv, event, holder.markersEpoch, settings.retentionMs);
  if (marker === null) return null;
  return {
    ok: true,
    receipt: { ...verdict, status: null, duplicateOf: { receivedAt: marker.receivedAt, conflict: false } },
    afterwards: () => isolate.repeats.note(db, event, false),
  };
}

async function answerFromD1(
  receiver: Receiver,
  { holder }: Submission,
  event: NewEvent,
  verdict: Verdict,
): Promise<Reception> {
  const { db, kv, settings, isolate, secret } = receiver;
  const insertion = await keepUnlessSuppressed(secret, holder, event.body, (hashes) =>
    isolate.inserter.insert(receiver, { event, hashes }),
  );
  if (insertion === null) return { ok: false, failure: { code: "suppressed" } };
  const mark = () => markStored(kv, isolate.marked, event, insertion, holder.markersEpoch);
  if (insertion.isFirst) {
    return {
      ok: true,
      receipt: { ...verdict, status: insertion.status, duplicateOf: null },
      afterwards: settings.markers === "all" ? mark : null,
    };
  }
  const conflict = await isDifferent(db, event, insertion);
  // Before the answer, since the differing body is acknowledged with it.
  if (conflict) {
    await keepUnlessSuppressed(secret, holder, event.body, (hashes) =>
      persist(() => keepConflict(db, event, hashes)),
    );
  }
  return {
    ok: true,
    receipt: {
      ...verdict,
      warnings: conflict ? [...verdict.warnings, CONFLICT] : verdict.warnings,
      status: insertion.status,
      duplicateOf: { receivedAt: insertion.receivedAt, conflict },
    },
    afterwards: async () => {
      const counted = isolate.repeats.note(db, event, true);
      if (settings.markers !== "off") await mark();
      await counted;
    },
  };
}
