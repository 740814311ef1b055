import { within } from "../storage/d1.ts";
import type { Insertion } from "../storage/event-insert.ts";
import type { NewEvent } from "../storage/events.ts";
import { type Marker, readMarker, writeMarker } from "../storage/markers.ts";
import type { Recent } from "./recent.ts";
import { toLogLine } from "../log-line.ts";

// A marker that is there comes within this time; one that is not takes much longer than the insert itself.
const MARKER_WAIT_MS = 6;

// After the answer, so that what hangs keeps no request's work open.
const WRITE_MS = 5_000;

/**
 * The marker that shows this very content to be stored already; null when none does, or none comes in time. Of an
 * event that may have been removed for its age, longer ago than `retentionMs`, none does.
 */
export async function findStandingMarker(
  kv: KVNamespace,
  event: NewEvent,
  epoch: number,
  retentionMs: number | null,
): Promise<Marker | null> {
  const marker = await readMarkerSoon(kv, event.id);
  const stands =
    marker?.epoch === epoch &&
    marker.receivedAt > event.receivedAt - (retentionMs ?? Infinity) &&
    marker.arrival !== event.arrival &&
    marker.understoodVersion === event.understoodVersion &&
    marker.contentHash === event.contentHash;
  return stands ? marker : null;
}

/** Marks what D1 has kept, at most once a minute in an isolate. Never fails: nothing depends on a marker. */
export async function markStored(
  kv: KVNamespace,
  marked: Recent,
  event: NewEvent,
  kept: Insertion,
  epoch: number,
): Promise<void> {
  if (!marked.isNew(event.id, event.receivedAt)) return;
  const { receivedAt, firstArrival: arrival, contentHash, understoodVersion } = kept;
  try {
    const marker = { receivedAt, arrival, contentHash, understoodVersion, epoch };
    await within(WRITE_MS, writeMarker(kv, event.id, marker));
  } catch (error) {
    console.warn(toLogLine({ message: "marker not written", error: String(error) }));
  }
}

async function readMarkerSoon(kv: KVNamespace, id: string): Promise<Marker | null> {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const tooLate = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), MARKER_WAIT_MS);
  });
  const marker = await Promise.race([readMarker(kv, id), tooLate]);
  clearTimeout(timer);
  return marker;
}
