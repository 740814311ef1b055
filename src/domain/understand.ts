import { isPlaceholder } from "./canonical.ts";
import { brief, type Fault, type Warning } from "./fault.ts";
import { MAX_WARNINGS } from "./fault-limits.ts";
import { isBlank } from "./fields/text.ts";
import { warnOfAssumedZone } from "./fields/timestamp.ts";
import { hasFlatNames } from "./intake/flat-names.ts";
import { normalize } from "./intake/normalize.ts";
import { notAnObject, type Opened, type OpeningFailure, openText, openValue } from "./intake/open.ts";
import { findSubType, nearestSubType } from "./intake/sub-type.ts";
import { isJsonObject, type JsonObject, readJson } from "./json.ts";
import type { Kind, Understood } from "./kinds/kind.ts";
import { findImportedKind, findKind, KINDS } from "./kinds/registry.ts";

/** Raised whenever the same body may be understood differently; contents are compared within one version only. */
export const UNDERSTOOD_VERSION = 2;

export type UnderstandOptions = {
  /** Takes nothing but the contract's own form. */
  readonly isStrict: boolean;
  /** Whether a body without a sub-type has the kind's usual one, as imported events may. */
  readonly assumesType?: boolean;
};

/** What a body means. */
export type Meaning = {
  readonly kind: Kind;
  /** What the identity is read from: the body out of its wrappings, otherwise as sent. */
  readonly body: JsonObject;
  readonly understood: Understood;
  /** The body in the contract's own structure, where the one that was sent has another; else null. */
  readonly restructured: JsonObject | null;
};

export type Reading =
  | { readonly ok: true; readonly meaning: Meaning }
  | { readonly ok: false; readonly failure: OpeningFailure };

/**
 * What a body means, or everything that is wrong with it. Pure: the body is stored as sent, and whoever needs
 * the event runs this again.
 */
export function understandText(kind: Kind, text: string, options: UnderstandOptions): Reading {
  if (!options.isStrict) return toReading(kind, openText(text), options);
  const json = readJson(text);
  return json.ok
    ? understandStrictly(kind, json.value, options)
    : { ok: false, failure: { code: "invalid_json", fault: json.fault } };
}

/** The same for a body that is parsed already. */
export function understand(
  kind: Kind,
  body: unknown,
  options: UnderstandOptions = { isStrict: false },
): Reading {
  return options.isStrict
    ? understandStrictly(kind, body, options)
    : toReading(kind, openValue(body), options);
}

/** What a stored body means; null when this version does not know its kind or does not understand it. */
export function understandStored(kindName: string, text: string, isStrict: boolean): Meaning | null {
  const kind = findKind(kindName);
  // Stored without a sub-type: only an import takes that in.
  const reading = kind === null ? null : understandText(kind, text, { isStrict, assumesType: true });
  return reading?.ok === true ? reading.meaning : null;
}

function toReading(kind: Kind, opened: Opened, options: UnderstandOptions): Reading {
  if (!opened.ok) return opened;
  const single = { ...opened, body: asSingle(kind, opened.body, options) };
  if (!hasFlatNames(single.body)) return toMeaning(kind, single, false);
  const reading = toMeaning(kind, single, true);
  // Dotted names may also be fields of the sender's own, which make nothing wrong.
  return reading.ok || !kind.understand(single.body, {}).ok ? reading : toMeaning(kind, single, false);
}

function toMeaning(kind: Kind, opened: Opened & { readonly ok: true }, readsFlatNames: boolean): Reading {
  const { body } = opened;
  const normalized = normalize(kind, body, opened.warnings, readsFlatNames);
  if (normalized.faults.length > 0) return invalid(normalized.faults);
  const { fields, unclear } = normalized;
  const understanding = kind.understand(fields, unclear);
  if (!understanding.ok) return refuse(kind, fields, understanding.faults);
  const { understood } = understanding;
  const warnings = [...commonWarnings(fields), ...normalized.warnings, ...understood.warnings];
  const isWrapped = opened.warnings.length > 0;
  return {
    ok: true,
    meaning: {
      kind,
      body: readsFlatNames ? identityBody(kind, body, normalized.unflattened) : body,
      understood: { ...understood, warnings: warnings.slice(0, MAX_WARNINGS) },
      restructured: isWrapped || normalized.isRestructured ? { ...fields, ...unclear } : null,
    },
  };
}

/** Dotted names say something of the identity only where they were needed for the event to be one. */
function identityBody(kind: Kind, sent: JsonObject, unflattened: JsonObject): JsonObject {
  return kind.understand(sent, {}).ok ? sent : unflattened;
}

function understandStrictly(kind: Kind, sent: unknown, options: UnderstandOptions): Reading {
  if (!isJsonObject(sent)) return invalid([notAnObject(sent)]);
  const body = asSingle(kind, sent, options);
  const understanding = kind.understand(body, {});
  if (!understanding.ok) return refuse(kind, body, understanding.faults);
  const { understood } = understanding;
  const warnings = [...commonWarnings(body), ...understood.warnings];
  return {
    ok: true,
    meaning: { kind, body, understood: { ...understood, warnings }, restructured: null },
  };
}

function refuse(kind: Kind, body: JsonObject, faults: readonly Fault[]): Reading {
  return invalid(faults.map((fault) => explain(kind, body, fault)));
}

function invalid(faults: readonly Fault[]): Reading {
  return { ok: false, failure: { code: "invalid_event", faults } };
}

/**
 * Without what an import adds to an event, and with what it may leave out, so that it is no other than the same event
 * received by itself.
 */
function asSingle(kind: Kind, body: JsonObject, { assumesType = false }: UnderstandOptions): JsonObject {
  const { type } = body;
  const single = typeof type === "string" && findImportedKind(type) === kind ? withoutImport(body) : body;
  return assumesType && kind.assumedType !== undefined && isBlank(single["eventType"])
    ? { ...single, eventType: kind.assumedType }
    : single;
}

function withoutImport({ type: _type, sourceProviderName: _provider, ...rest }: JsonObject): JsonObject {
  return rest;
}

function commonWarnings({ eventTimestamp, eventId }: JsonObject): Warning[] {
  const warnings = warnOfAssumedZone("eventTimestamp", eventTimestamp, false);
  if (!isPlaceholder(eventId)) return warnings;
  const message = `${brief(eventId)} looks like a missing value and was not used as an id`;
  return [...warnings, { path: "eventId", code: "placeholder", message }];
}

function explain(kind: Kind, body: JsonObject, fault: Fault): Fault {
  if (fault.path === "eventType") return explainType(kind, body, fault);
  const value = body[fault.path];
  if (kind.fieldsOf(body["eventType"]).get(fault.path)?.role !== "time" || fault.code === "missing")
    return fault;
  if (typeof value === "number" || (typeof value === "string" && /^\s*\d+(?:\.\d+)?\s*$/.test(value))) {
    return {
      ...fault,
      hint: "epoch times have 10 digits in seconds or 13 in milliseconds; better send 2026-11-21T10:30:00Z",
    };
  }
  return typeof value === "string" && /^\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}/.test(value)
    ? { ...fault, hint: "which is the day and which the month? send it like 2026-11-21T10:30:00Z" }
    : fault;
}

/** A sub-type of another kind is a wrong path more often than a wrong word. */
function explainType(kind: Kind, { eventType }: JsonObject, fault: Fault): Fault {
  const expected = `one of ${Object.keys(kind.types).join(", ")}`;
  if (fault.code === "missing") return { ...fault, expected };
  const explained = {
    ...fault,
    message: `eventType ${brief(eventType)} is no sub-type of ${kind.name}`,
    expected,
  };
  if (typeof eventType !== "string") return explained;
  const other = KINDS.find((candidate) => findSubType(candidate, eventType) !== null && candidate !== kind);
  if (other !== undefined)
    return { ...explained, hint: `it belongs to ${other.name}: send it to …/${other.name}` };
  const near = nearestSubType(kind, eventType);
  return near === null ? explained : { ...explained, hint: `did you mean ${near}?` };
}
