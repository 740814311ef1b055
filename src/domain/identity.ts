import { canonicalText } from "./canonical.ts";
import { sha256Hex } from "./digest.ts";
import type { JsonObject } from "./json.ts";
import type { Kind } from "./kinds/kind.ts";

export type DedupSource = "eventId" | "content";

export type Identity = { readonly id: string; readonly source: DedupSource };

// What senders' templates leave where a value was missing. Taken for ids, these would make one event of many.
const PLACEHOLDERS = new Set(["null", "undefined", "none", "nil", "n/a", "nan", "[object object]"]);

/** The event's id, which is its dedup key: `evt_` and 40 hex digits of the SHA-256 of its identity. */
export async function identify(
  workspaceId: string,
  kind: Kind,
  type: string,
  body: JsonObject,
): Promise<Identity> {
  const eventId = readEventId(body["eventId"]);
  const source = eventId === null ? "content" : "eventId";
  const parts = eventId === null ? kind.identityParts(type, body) : [eventId];
  // As JSON, so that no part can reach into the next and a lone surrogate stays itself.
  const digest = await sha256Hex(JSON.stringify([workspaceId, kind.name, source, ...parts]));
  return { id: `evt_${digest.slice(0, 40)}`, source };
}

/** True for a text that stands where a sender's template had no value. */
export function isPlaceholder(value: unknown): boolean {
  const text = canonicalText(value);
  return text !== null && PLACEHOLDERS.has(text.toLowerCase());
}

function readEventId(value: unknown): string | null {
  return isPlaceholder(value) ? null : canonicalText(value);
}
