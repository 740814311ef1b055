import { brief, type Fault, type Warning } from "../domain/fault.ts";
import { isBlank } from "../domain/fields/text.ts";
import { isJsonObject, type JsonObject, readJson } from "../domain/json.ts";
import { readProviderName } from "../domain/key-terms.ts";
import type { Kind } from "../domain/kinds/kind.ts";
import { findImportedKind, KINDS } from "../domain/kinds/registry.ts";
import type { Settings } from "../settings.ts";
import type { KeyHolder } from "../storage/api-keys.ts";
import type { NewEvent } from "../storage/events.ts";
import { prepare, type ReceiveFailure, type Verdict } from "./prepare.ts";

type ItemFailure =
  | ReceiveFailure
  | {
      readonly code: "payload_too_large";
      readonly limit: number;
      readonly size: number;
      readonly isMinimum: false;
    };

/** An event of an import that can't be stored. */
export type FailedItem = {
  readonly ok: false;
  readonly failure: ItemFailure;
  /** Null when its `type` names none. */
  readonly kind: Kind | null;
  /** What of it is kept: as sent, with the sub-type that it was taken to have, so that it can be sent again by itself. */
  readonly body: string;
};

export type PreparedItem = {
  readonly ok: true;
  readonly kind: Kind;
  readonly event: NewEvent;
  readonly verdict: Verdict;
};

/** One event of an import as it would be stored, or why it can't be; asks nobody and stores nothing. */
export async function prepareItem(
  text: string,
  order: { readonly holder: KeyHolder; readonly receivedAt: number; readonly maxItemBytes: number },
  settings: Settings,
): Promise<PreparedItem | FailedItem> {
  const { holder, receivedAt, maxItemBytes } = order;
  const size = sizeOf(text, maxItemBytes);
  if (size > maxItemBytes) {
    const failure = { code: "payload_too_large", limit: maxItemBytes, size, isMinimum: false } as const;
    return { ok: false, failure, kind: null, body: text };
  }
  const json = readJson(text);
  if (!json.ok)
    return { ok: false, failure: { code: "invalid_json", fault: json.fault }, kind: null, body: text };
  const kind = isJsonObject(json.value) ? readKind(json.value) : null;
  if (kind === null || !isJsonObject(json.value)) {
    const failure = { code: "invalid_event", faults: [explainType(json.value)] } as const;
    return { ok: false, failure, kind: null, body: text };
  }
  const provider = readProvider(json.value, holder.key.provider);
  const submission = {
    holder: { ...holder, key: { ...holder.key, provider: provider.name } },
    kind,
    body: text,
    isStrict: holder.key.isStrict,
    receivedAt,
    arrival: crypto.randomUUID(),
    assumesType: true,
  };
  const prepared = await prepare(submission, settings);
  if (!prepared.ok) {
    return { ok: false, failure: prepared.failure, kind, body: withAssumedType(kind, json.value, text) };
  }
  const { event, verdict } = prepared;
  const warnings = [...verdict.warnings, ...provider.warnings];
  return { ok: true, kind, event, verdict: { ...verdict, warnings } };
}

/** Its bytes; their least number where that tells already that it is short enough. */
function sizeOf(text: string, limit: number): number {
  return text.length * 3 <= limit ? text.length : new TextEncoder().encode(text).byteLength;
}

function readKind({ type }: JsonObject): Kind | null {
  return typeof type === "string" ? findImportedKind(type) : null;
}

function explainType(item: unknown): Fault {
  if (!isJsonObject(item)) {
    const received = brief(item);
    const message = `an event must be a JSON object, not ${received}`;
    return { path: "", code: "invalid_type", message, expected: "an object", received };
  }
  const { type } = item;
  const names = KINDS.map(({ category }) => category.toLowerCase());
  const expected = `one of ${names.join(", ")}`;
  const received = brief(type);
  return isBlank(type)
    ? { path: "type", code: "missing", message: "type is missing", expected, received }
    : {
        path: "type",
        code: "invalid_value",
        message: `type ${received} is no type of event`,
        expected,
        received,
      };
}

type Provider = { readonly name: string; readonly warnings: readonly Warning[] };

/** The label of where an event comes from, as one word; the key's where the event names none that makes a word. */
function readProvider({ sourceProviderName: given }: JsonObject, ofKey: string): Provider {
  if (isBlank(given)) return { name: ofKey, warnings: [] };
  const word = typeof given === "string" ? given.trim().replaceAll(/[^A-Za-z0-9-]+/g, "_") : "";
  const name = readProviderName(word.replaceAll(/^_+|_+$/g, ""));
  if (name !== null) return { name, warnings: [] };
  const message = `${brief(given)} makes no name of 1 to 32 letters, digits, - and _: the connection of the key was named instead`;
  return { name: ofKey, warnings: [{ path: "sourceProviderName", code: "ignored", message }] };
}

/** At the end, where it holds against one that is blank. */
function withAssumedType({ assumedType }: Kind, { eventType }: JsonObject, text: string): string {
  if (assumedType === undefined || !isBlank(eventType)) return text;
  return `${text.trimEnd().slice(0, -1)},"eventType":${JSON.stringify(assumedType)}}`;
}
