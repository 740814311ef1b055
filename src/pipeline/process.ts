import { type DeliveryMark, type FailedAttempt, recordAttempts } from "../storage/attempts.ts";
import { persist } from "../storage/d1.ts";
import { NOT_BOUND } from "../storage/databases.ts";
import { type Outcome, storeOutcomes } from "../storage/facts.ts";
import { type DueEvent, loadBodies, loadDue, type Ticket } from "../storage/outbox.ts";
import { analyse } from "./analyse.ts";
import type { LexiconSource } from "./lexicon.ts";
import { bySize } from "./slices.ts";
import { toLogLine } from "../log-line.ts";

/** A ticket as the queue hands it over. */
export type Delivery = Ticket & DeliveryMark;

// From this delivery on a message is processed alone: it may be the one that takes its batch down.
const SUSPECT_ATTEMPT = 3;

// An isolate has 128 MB for a body, what it is parsed into, and everything else.
const SLICE_BYTES = 8 * 1024 * 1024;

// D1 takes 2,000,000 bytes a parameter.
const FACTS_BYTES = 1_400_000;

/** Those to be delivered again, each with why. All others are done, by this delivery or before it. */
export type Failed = { readonly delivery: Delivery; readonly reason: string };

/**
 * Processes a batch of deliveries, by the databases of their workspaces; null is for one that is not bound. Each
 * succeeds or fails by itself. Never throws.
 */
export async function processDeliveries(
  batch: ReadonlyMap<D1Database | null, readonly Delivery[]>,
  getLexicon: LexiconSource,
): Promise<readonly Failed[]> {
  const failed: Failed[] = [];
  const due: Due[] = [];
  await Promise.all(
    [...batch].map(async ([db, deliveries]) => {
      try {
        due.push(...(await loadDeliveries(db, deliveries)));
      } catch (error) {
        // Without a record: what could not be loaded was not attempted.
        failed.push(...deliveries.map((delivery) => ({ delivery, reason: toReason(error) })));
      }
    }),
  );
  const fresh = due.filter(({ delivery }) => delivery.attempt < SUSPECT_ATTEMPT);
  const suspects = due
    .filter(({ delivery }) => delivery.attempt >= SUSPECT_ATTEMPT)
    // Those begun least often first: whatever ends the isolate has been begun before and comes last.
    .toSorted((a, b) => a.event.attempts - b.event.attempts);
  for (const [db, share] of Map.groupBy(fresh, (one) => one.db)) {
    for (const slice of bySize(
      share,
      ({ event }) => (event.body === null ? event.bodyBytes : 0),
      SLICE_BYTES,
    )) {
      failed.push(...(await processSlice(db, getLexicon, slice)));
    }
  }
  for (const suspect of suspects) {
    await announce(suspect);
    failed.push(...(await processSlice(suspect.db, getLexicon, [suspect])));
  }
  return failed;
}

type Due = { readonly db: D1Database; readonly delivery: Delivery; readonly event: DueEvent };

/** The deliveries whose run is still to be done. */
async function loadDeliveries(
  db: D1Database | null,
  deliveries: readonly Delivery[],
): Promise<readonly Due[]> {
  if (db === null) throw new Error(NOT_BOUND);
  const events = new Map((await persist(() => loadDue(db, deliveries))).map((event) => [event.id, event]));
  const due: Due[] = [];
  for (const delivery of deliveries) {
    const event = events.get(delivery.id);
    if (event?.status !== "pending" || event.run !== delivery.run) continue;
    // A message that stands twice in a batch is one event to process.
    events.delete(delivery.id);
    due.push({ db, delivery, event });
  }
  return due;
}

async function processSlice(
  db: D1Database,
  getLexicon: LexiconSource,
  slice: readonly Due[],
): Promise<readonly Failed[]> {
  const failed: Failed[] = [];
  const analysed: { due: Due; outcome: Outcome }[] = [];
  try {
    const large = slice.filter(({ event }) => event.body === null).map(({ event }) => event);
    const bodies = large.length === 0 ? null : await persist(() => loadBodies(db, large));
    for (const due of slice) {
      const body = due.event.body ?? bodies?.get(due.event.id);
      if (body === undefined) continue; // erased since it was loaded
      try {
        const facts = await analyse(getLexicon, due.event, body);
        analysed.push({ due, outcome: { ...due.delivery, occurredAt: due.event.occurredAt, facts } });
      } catch (error) {
        failed.push({ delivery: due.delivery, reason: toReason(error) });
      }
    }
  } catch (error) {
    return slice.map(({ delivery }) => ({ delivery, reason: toReason(error) }));
  }
  for (const part of bySize(analysed, ({ outcome }) => JSON.stringify(outcome).length * 3, FACTS_BYTES)) {
    try {
      await persist(() =>
        storeOutcomes(
          db,
          part.map(({ outcome }) => outcome),
          Date.now(),
        ),
      );
    } catch (error) {
      failed.push(...part.map(({ due }) => ({ delivery: due.delivery, reason: toReason(error) })));
    }
  }
  await record(db, failed);
  return failed;
}

/** Says that a suspect's delivery begins, so that one which ends the isolate leaves a reason behind. */
async function announce({ db, delivery }: Due): Promise<void> {
  const reason = `delivery ${delivery.attempt} began and did not end`;
  await recordQuietly(db, [{ ...delivery, at: Date.now(), reason }]);
}

async function record(db: D1Database, failed: readonly Failed[]): Promise<void> {
  if (failed.length === 0) return;
  await recordQuietly(
    db,
    failed.map(({ delivery, reason }) => ({ ...delivery, at: Date.now(), reason })),
  );
}

async function recordQuietly(db: D1Database, attempts: readonly FailedAttempt[]): Promise<void> {
  try {
    await persist(() => recordAttempts(db, attempts));
  } catch (error) {
    console.warn(
      toLogLine({ message: "attempts not recorded", events: attempts.length, error: String(error) }),
    );
  }
}

/** What an operator reads; never any of the event's content. */
function toReason(error: unknown): string {
  const { message, cause } = error instanceof Error ? error : { message: String(error), cause: undefined };
  return (cause instanceof Error ? `${message}: ${cause.message}` : message).slice(0, 500);
}
