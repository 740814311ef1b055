import { canonicalText, isPlaceholder } from "./canonical.ts";
import { sha256Hex } from "./digest.ts";
import type { JsonObject } from "./json.ts";
import type { Kind } from "./kinds/kind.ts";

export type DedupSource = "eventId" | "content";

export type Identity = { readonly id: string; readonly source: DedupSource };

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

function readEventId(value: unknown): string | null {
  return isPlaceholder(value) ? null : canonicalText(value);
}
