import * as v from "valibot";

const TTL_SECONDS = 7 * 24 * 60 * 60;

// KV keeps what it read, a miss too, for at least half a minute.
const CACHE_SECONDS = 30;

const markerSchema = v.object({
  receivedAt: v.number(),
  arrival: v.string(),
  contentHash: v.string(),
  understoodVersion: v.number(),
  epoch: v.number(),
});

/** What KV says of an event that is in D1: enough to answer a repeat of it. */
export type Marker = v.InferOutput<typeof markerSchema>;

/** Null when there is none, or when KV fails: D1 decides then. */
export async function readMarker(kv: KVNamespace, eventId: string): Promise<Marker | null> {
  try {
    const value = await kv.get(eventId, { type: "json", cacheTtl: CACHE_SECONDS });
    const marker = v.safeParse(markerSchema, value);
    return marker.success ? marker.output : null;
  } catch {
    return null;
  }
}

/** Written after the commit only. Rejects when KV fails; nothing depends on it. */
export async function writeMarker(kv: KVNamespace, eventId: string, marker: Marker): Promise<void> {
  await kv.put(eventId, JSON.stringify(marker), { expirationTtl: TTL_SECONDS });
}
