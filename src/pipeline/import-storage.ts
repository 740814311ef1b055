import { hashStored } from "./prepare.ts";
import type { KeyHolder } from "../storage/api-keys.ts";
import { keepConflict, keepConflicts } from "../storage/conflicts.ts";
import { persist } from "../storage/d1.ts";
import {
  type Arrival,
  insertEvent,
  insertEvents,
  type Insertion,
  sizeInParameter,
} from "../storage/event-insert.ts";
import type { NewEvent } from "../storage/events.ts";
import { loadBodies } from "../storage/outbox.ts";
import { queueFirst } from "./store.ts";
import type { Receiver } from "./receive.ts";
import { bySize } from "./slices.ts";
import { keepAllUnlessSuppressed } from "./suppression.ts";

// D1 takes 2,000,000 bytes a parameter.
const SLICE_BYTES = 1_500_000;
const MAX_SHARED_BYTES = 256 * 1024;

// Bodies of events that another version understood: loaded so many at a time, since each may have a megabyte.
const BODIES_AT_ONCE = 20;

/**
 * Stores the events by a few statements, tells the queue of the new ones, and gives what was kept by arrival; those
 * that name somebody who is suppressed are missing. Throws Unavailable when D1 does not take them all.
 */
export function insertAll(
  receiver: Receiver,
  holder: KeyHolder,
  events: readonly NewEvent[],
): Promise<ReadonlyMap<string, Insertion>> {
  return keepAllUnlessSuppressed(receiver.secret, holder, events, (arrivals) =>
    inSlices(arrivals, async (slice) => {
      const insertions = await persist(() => insertSlice(receiver.db, slice));
      queueFirst(
        receiver,
        slice.map((arrival) => ({ arrival, insertion: insertions.get(arrival.event.arrival) ?? null })),
      );
      return insertions;
    }),
  );
}

/** Of repeats of events those that differ from what is kept, by arrival. */
export async function findDifferent(
  db: D1Database,
  repeats: readonly { readonly event: NewEvent; readonly kept: Insertion }[],
): Promise<ReadonlySet<string>> {
  const isOfOtherVersion = ({ event, kept }: (typeof repeats)[number]) =>
    kept.understoodVersion !== event.understoodVersion;
  const different = new Set(
    repeats
      .filter((repeat) => !isOfOtherVersion(repeat) && repeat.kept.contentHash !== repeat.event.contentHash)
      .map(({ event }) => event.arrival),
  );
  const others = repeats.filter(isOfOtherVersion).map(({ event }) => event);
  for (let start = 0; start < others.length; start += BODIES_AT_ONCE) {
    const slice = others.slice(start, start + BODIES_AT_ONCE);
    const tickets = slice.map(({ workspaceId, id }) => ({ workspaceId, id, run: 0 }));
    const bodies = await persist(() => loadBodies(db, tickets));
    for (const event of slice) {
      const hash = await hashStored(event.kind, bodies.get(event.id) ?? "");
      if (hash !== event.contentHash) different.add(event.arrival);
    }
  }
  return different;
}

/** Keeps differing bodies beside their events, unless they name somebody who is suppressed. */
export async function keepAllBeside(
  { db, secret }: Receiver,
  holder: KeyHolder,
  events: readonly NewEvent[],
): Promise<void> {
  await keepAllUnlessSuppressed(secret, holder, events, (arrivals) =>
    inSlices(arrivals, (slice) => persist(() => keepSlice(db, slice))),
  );
}

/** As many at once as one statement takes; a large body has one of its own. */
async function inSlices<T>(
  arrivals: readonly Arrival[],
  keep: (slice: readonly Arrival[]) => Promise<ReadonlyMap<string, T>>,
): Promise<ReadonlyMap<string, T>> {
  const kept = new Map<string, T>();
  for (const slice of bySize(arrivals, toShare, SLICE_BYTES)) {
    for (const [arrival, outcome] of await keep(slice)) kept.set(arrival, outcome);
  }
  return kept;
}

function toShare(arrival: Arrival): number {
  const size = sizeInParameter(arrival);
  return size > MAX_SHARED_BYTES ? SLICE_BYTES : size;
}

/** A large body is bound as it is: as JSON in JSON it might not fit. */
async function insertSlice(
  db: D1Database,
  slice: readonly Arrival[],
): Promise<ReadonlyMap<string, Insertion>> {
  const [first, ...rest] = slice;
  if (first === undefined || rest.length > 0) return insertEvents(db, slice);
  const insertion = await insertEvent(db, first.event, first.hashes);
  return new Map(insertion === null ? [] : [[first.event.arrival, insertion]]);
}

async function keepSlice(db: D1Database, slice: readonly Arrival[]): Promise<ReadonlyMap<string, unknown>> {
  const [first, ...rest] = slice;
  if (first === undefined || rest.length > 0) return keepConflicts(db, slice);
  const kept = await keepConflict(db, first.event, first.hashes);
  return new Map(kept === null ? [] : [[first.event.arrival, kept]]);
}
