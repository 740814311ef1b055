// The frozen form of what makes an event's identity. It reads the body as sent, not as understood, so that
// no change to normalization or schemas changes an id. Only readings of what was refused before may be added.

import { firstCodePoints } from "./code-points.ts";
import { readInstant } from "./instant.ts";
import { readEpoch, readMailDate } from "./instant-forms.ts";
import { isJsonObject, readJson } from "./json.ts";
import { splitMailboxes } from "./mailboxes.ts";

export type IdentityPart = string | number | null;

const ADDRESS = /^[^\s@<>,;]+@[^\s@<>,;]+$/;
const WEB_ADDRESS = /^https?:\/\//;

/** NFC and trimmed; null when there is nothing to see. Numbers stand for their text. */
export function canonicalText(value: unknown): string | null {
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") return null;
  const canonical = value.normalize("NFC").trim();
  return canonical === "" ? null : canonical;
}

const OPENING = 100;

// Nothing that comes behind the hundred changes them, nor would NFC.
const PLAIN_OPENING = /^[!-~][\t\n\r -~]{100}/;

/** The first hundred code points of the canonical text. */
export function canonicalOpening(value: unknown): string | null {
  const plain = typeof value === "string" ? plainOpening(value) : null;
  if (plain !== null) return plain;
  const canonical = canonicalText(value);
  return canonical === null ? null : firstCodePoints(canonical, OPENING);
}

/** Null unless the opening can be told without the rest of a text, of which this may be the start. */
function plainOpening(start: string): string | null {
  const trimmed = start.trim();
  return PLAIN_OPENING.test(trimmed) ? trimmed.slice(0, OPENING) : null;
}

/** UTC milliseconds, or the canonical text of what is no time in any form that is understood. */
export function canonicalInstant(value: unknown): IdentityPart {
  const iso = typeof value === "string" ? readInstant(value) : null;
  const instant = iso ?? readEpoch(value) ?? readMailDate(value);
  return instant === null ? canonicalText(value) : instant.at;
}

/** The opening of a text as sent, or of what the turns say, one a line. */
export function transcriptOpening(value: unknown): string | null {
  if (!Array.isArray(value)) return canonicalOpening(value);
  const turns: readonly unknown[] = value;
  let start = "";
  for (const turn of turns) {
    start += `${turnText(turn)}\n`;
    if (start.length > 2 * OPENING) break;
  }
  const plain = plainOpening(start);
  if (plain !== null) return plain;
  return canonicalOpening(turns.map(turnText).join("\n"));
}

/** By the first of its three names that has anything. */
function turnText(turn: unknown): string {
  if (typeof turn === "string") return turn;
  if (!isJsonObject(turn)) return "";
  const texts = [turn["text"], turn["content"], turn["sentence"]];
  return texts.find((text): text is string => typeof text === "string" && text.trim() !== "") ?? "";
}

/** The address in lower case, else the profile URL, else the name; a plain text is whichever it looks like. */
export function canonicalPerson(value: unknown): string | null {
  if (isJsonObject(value)) {
    const { email, profileUrl, name } = value;
    return canonicalAddress(email) ?? canonicalText(profileUrl) ?? canonicalText(name);
  }
  const address = canonicalAddress(value);
  const isAddress = address !== null && ADDRESS.test(address) && !WEB_ADDRESS.test(address);
  return isAddress ? address : canonicalText(value);
}

/** The first of a list of people, of their text, or the value itself where a list has one. */
export function first(value: unknown): unknown {
  if (Array.isArray(value)) return value[0];
  if (typeof value !== "string") return value;
  if (!/^\s*[[{]/.test(value)) return splitMailboxes(value)?.[0] ?? value;
  const json = readJson(value.trim());
  if (!json.ok || typeof json.value === "string") return value;
  return Array.isArray(json.value) ? json.value[0] : json.value;
}

/** NFC, trimmed and in lower case, without a display name around it; null when there is nothing to see. */
export function canonicalAddress(value: unknown): string | null {
  const text = canonicalText(value);
  if (text === null) return null;
  return canonicalText((/<([^<>]*)>/.exec(text)?.[1] ?? text).toLowerCase());
}

// What senders' templates leave where a value was missing. Taken for ids, these would make one event of many.
const PLACEHOLDERS = new Set(["null", "undefined", "none", "nil", "n/a", "nan", "[object object]"]);

/** True for a text that stands where a sender's template had no value. */
export function isPlaceholder(value: unknown): boolean {
  const text = canonicalText(value);
  return text !== null && PLACEHOLDERS.has(text.toLowerCase());
}
