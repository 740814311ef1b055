import { isPlaceholder } from "./canonical.ts";
import { brief, type Fault, type Warning } from "./fault.ts";
import { isBlank } from "./fields/text.ts";
import { warnOfAssumedZone } from "./fields/timestamp.ts";
import { isJsonObject, type JsonObject, readJson } from "./json.ts";
import type { Kind, Understanding, Understood } from "./kinds/kind.ts";
import { findImportedKind, findKind, findKindOfType } from "./kinds/registry.ts";

/** Raised whenever the same body may be understood differently; contents are compared within one version only. */
export const UNDERSTOOD_VERSION = 2;

export type UnderstandOptions = {
  /** Whether a body without a sub-type has the kind's usual one, as imported events may. */
  readonly assumesType?: boolean;
};

/**
 * What a body means, or everything that is wrong with it. Pure: the body is stored as sent, and whoever needs
 * the event runs this again.
 */
export function understand(kind: Kind, sent: unknown, options: UnderstandOptions = {}): Understanding {
  if (!isJsonObject(sent)) return { ok: false, faults: [notAnObject(sent)] };
  const body = asSingle(kind, options.assumesType === true ? withType(kind, sent) : sent);
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
  // Stored without a sub-type: only an import takes that in.
  const understanding = understand(kind, json.value, { assumesType: true });
  return understanding.ok ? { kind, body: json.value, understood: understanding.understood } : null;
}

export type Meaning = { readonly kind: Kind; readonly body: JsonObject; readonly understood: Understood };

function withType({ assumedType }: Kind, body: JsonObject): JsonObject {
  return assumedType !== undefined && isBlank(body["eventType"]) ? { ...body, eventType: assumedType } : body;
}

/** Without what an import adds to an event, so that it is no other than the same event received by itself. */
function asSingle(kind: Kind, body: JsonObject): JsonObject {
  const { type, sourceProviderName: _provider, ...rest } = body;
  return typeof type === "string" && findImportedKind(type) === kind ? rest : body;
}

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
