import { isPlaceholder } from "./canonical.ts";
import { brief, type Fault, type Warning } from "./fault.ts";
import { warnOfAssumedZone } from "./fields/timestamp.ts";
import { isJsonObject, type JsonObject, readJson } from "./json.ts";
import type { Kind, Understanding, Understood } from "./kinds/kind.ts";
import { findKind, findKindOfType } from "./kinds/registry.ts";

/** Raised whenever the same body may be understood differently; contents are compared within one version only. */
export const UNDERSTOOD_VERSION = 1;

/**
 * What a body means, or everything that is wrong with it. Pure: the body is stored as sent, and whoever needs
 * the event runs this again.
 */
export function understand(kind: Kind, body: unknown): Understanding {
  if (!isJsonObject(body)) return { ok: false, faults: [notAnObject(body)] };
  const understanding = kind.understand(body);
  if (!understanding.ok) {
    return { ok: false, faults: understanding.faults.map((fault) => explainType(kind, body, fault)) };
  }
  const { understood } = understanding;
  return {
    ok: true,
    understood: { ...understood, warnings: [...commonWarnings(body), ...understood.warnings] },
  };
}

/** What a stored body means; null when this version does not know its kind or does not understand it. */
export function understandStored(kindName: string, text: string): Meaning | null {
  const kind = findKind(kindName);
  const json = readJson(text);
  if (kind === null || !json.ok || !isJsonObject(json.value)) return null;
  const understanding = understand(kind, json.value);
  return understanding.ok ? { kind, body: json.value, understood: understanding.understood } : null;
}

export type Meaning = { readonly kind: Kind; readonly body: JsonObject; readonly understood: Understood };

function commonWarnings({ eventTimestamp, eventId }: JsonObject): Warning[] {
  const warnings = warnOfAssumedZone("eventTimestamp", eventTimestamp, false);
  if (!isPlaceholder(eventId)) return warnings;
  const message = `${brief(eventId)} looks like a missing value and was not used as an id`;
  return [...warnings, { path: "eventId", code: "placeholder", message }];
}

function notAnObject(body: unknown): Fault {
  const fault = {
    path: "",
    code: "invalid_type",
    message: `the body must be a JSON object with the event's fields, not ${brief(body)}`,
    expected: "an object",
    received: brief(body),
  } as const;
  if (Array.isArray(body)) return { ...fault, hint: "send one event a request" };
  return typeof body === "string" ? { ...fault, hint: "send it without the quotes around it" } : fault;
}

/** A sub-type of another kind is a wrong path more often than a wrong word. */
function explainType(kind: Kind, { eventType }: JsonObject, fault: Fault): Fault {
  if (fault.path !== "eventType") return fault;
  const expected = `one of ${Object.keys(kind.types).join(", ")}`;
  if (fault.code === "missing") return { ...fault, expected };
  const message = `eventType ${brief(eventType)} is no sub-type of ${kind.name}`;
  const other = typeof eventType === "string" ? findKindOfType(eventType) : null;
  return other === null
    ? { ...fault, message, expected }
    : {
        ...fault,
        message,
        expected,
        hint: `it belongs to ${other.name}: send it to …/${other.name}`,
      };
}
