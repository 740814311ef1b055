import { decodeEntity } from "./entities.ts";

import type { Span } from "./spans.ts";

/** One way to read a text. `toSource` gives the stretch of the text itself that a stretch of the reading stands for. */
export type Reading = { readonly text: string; readonly toSource: (span: Span) => Span };

// JSON in a string of JSON in a URL in an HTML page: each layer takes one more look.
const MAX_LAYERS = 6;

// One character each, so that every character of a reading has its own place in the source. A line break written
// as \n stays as it is: whether its n belongs to the word behind it is for the word to say (see words.ts).
const ESCAPE =
  /\\u[0-9a-fA-F]{4}|\\["\\/]|%[0-7][0-9a-fA-F]|%[cdCD][0-9a-fA-F]%[89abAB][0-9a-fA-F]|%[eE][0-9a-fA-F](?:%[89abAB][0-9a-fA-F]){2}|%[fF][0-7](?:%[89abAB][0-9a-fA-F]){3}|%[89a-fA-F][0-9a-fA-F]|&(?:#0*[1-9]\d{0,6}|#[xX]0*[1-9a-fA-F][0-9a-fA-F]{0,5}|[A-Za-z][A-Za-z0-9]{1,31}(?=;));?/g;

// What may have another form in NFC. The marks are bounded, since ordering them takes the square of their number.
const UNCOMPOSED =
  /\P{M}\p{M}{1,30}|[\u1100-\u11ff]{2,3}|[\u0340-\u0387\u1f00-\u1fff\u2126\u212a\u212b\uf900-\ufaff\u{2f800}-\u{2fa1f}]/gu;
const MAYBE_UNCOMPOSED = /[^\0-\u02ff]/;

/**
 * The text in NFC, and what it says once its JSON, URL and HTML escapes are resolved, layer after layer. The time
 * grows with the text's length and not with what stands in it.
 */
export function* readingsOf(text: string): Generator<Reading> {
  let reading = compose({ text, toSource: (span) => span });
  yield reading;
  for (let layer = 1; layer <= MAX_LAYERS; layer++) {
    const next = resolve(reading, ESCAPE, unescape);
    if (next === reading) return;
    reading = compose(next);
    yield reading;
  }
}

function compose(reading: Reading): Reading {
  if (!MAYBE_UNCOMPOSED.test(reading.text)) return reading;
  return resolve(reading, UNCOMPOSED, (characters) => characters.normalize("NFC"));
}

/** The very same reading when nothing in it has another form. */
function resolve(reading: Reading, pattern: RegExp, toOther: (match: string) => string): Reading {
  const changes: Change[] = [];
  let text = "";
  let at = 0;
  for (const match of reading.text.matchAll(pattern)) {
    const other = toOther(match[0]);
    if (other === match[0]) continue;
    text += reading.text.slice(at, match.index);
    at = match.index + match[0].length;
    changes.push({ start: text.length, end: text.length + other.length, from: match.index, to: at });
    text += other;
  }
  if (changes.length === 0) return reading;
  return {
    text: text + reading.text.slice(at),
    toSource: ({ start, end }) =>
      reading.toSource({ start: startIn(changes, start), end: endIn(changes, end) }),
  };
}

/** `start` to `end` in the new text stand for `from` to `to` in the old. */
type Change = { readonly start: number; readonly end: number; readonly from: number; readonly to: number };

function startIn(changes: readonly Change[], offset: number): number {
  const change = lastBefore(changes, offset + 1);
  if (change === undefined) return offset;
  return offset < change.end ? change.from : change.to + offset - change.end;
}

function endIn(changes: readonly Change[], offset: number): number {
  const change = lastBefore(changes, offset);
  if (change === undefined) return offset;
  return offset <= change.end ? change.to : change.to + offset - change.end;
}

/** The last change that starts before the offset. */
function lastBefore(changes: readonly Change[], offset: number): Change | undefined {
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((changes[middle]?.start ?? Infinity) < offset) low = middle + 1;
    else high = middle;
  }
  return changes[low - 1];
}

function unescape(escape: string): string {
  if (escape.startsWith("&")) return decodeEntity(escape);
  if (escape.startsWith("\\u")) return String.fromCharCode(Number.parseInt(escape.slice(2), 16));
  if (escape.startsWith("\\")) return escape.slice(1);
  const bytes = escape.split("%").slice(1);
  const [first = 0, ...rest] = bytes.map((byte) => Number.parseInt(byte, 16));
  // A byte above 7F by itself is no UTF-8: old pages mean Latin-1.
  return rest.length === 0
    ? String.fromCharCode(first)
    : new TextDecoder().decode(Uint8Array.of(first, ...rest));
}
