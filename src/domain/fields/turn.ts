import * as v from "valibot";

import { seconds } from "./quantity.ts";
import { isBlank } from "./text.ts";

// Recorders name these in their own ways; the first name that is there counts.
const SPEAKER_NAMES = ["speaker", "speakerName", "speaker_name", "speaker_label", "name", "participant"];
const TEXT_NAMES = ["text", "content", "sentence"];
const START_NAMES = ["startTime", "start", "start_time", "timestamp"];
const END_NAMES = ["endTime", "end", "end_time"];

const canonicalTurn = v.looseObject({
  speaker: v.optional(v.nullable(v.string()), null),
  text: v.string(),
  startTime: v.optional(seconds),
  endTime: v.optional(seconds),
});

/** One turn of a transcript. `speaker` null means that the recorder did not know. */
export const turn = v.pipe(
  v.looseObject({}),
  v.transform(toCanonicalNames),
  canonicalTurn,
  v.description('a turn like {"speaker": "Ann", "text": "Hello", "startTime": 12.5}'),
);

export type Turn = v.InferOutput<typeof turn>;

/** Who speaks in a turn as sent; null when the recorder did not know. */
export function speakerOf(sent: { readonly [key: string]: unknown }): string | null {
  const speaker = pick(sent, SPEAKER_NAMES);
  return typeof speaker === "string" ? speaker : null;
}

/** True for a field that a turn may have its begin or end under. */
export function isTimeField(name: string): boolean {
  return START_NAMES.includes(name) || END_NAMES.includes(name);
}

/** True for any field that a turn is read by. */
export function isTurnField(name: string): boolean {
  return SPEAKER_NAMES.includes(name) || TEXT_NAMES.includes(name) || isTimeField(name);
}

function toCanonicalNames(sent: { readonly [key: string]: unknown }): { [key: string]: unknown } {
  const renamed = { ...sent };
  for (const [canonical, names] of [
    ["speaker", SPEAKER_NAMES],
    ["text", TEXT_NAMES],
    ["startTime", START_NAMES],
    ["endTime", END_NAMES],
  ] as const) {
    const value = pick(sent, names);
    for (const name of names) delete renamed[name];
    if (value !== undefined) renamed[canonical] = value;
  }
  // A turn in which nothing was said is kept: dropping it would shift the others.
  if (renamed["text"] === undefined && TEXT_NAMES.some((name) => name in sent)) renamed["text"] = "";
  return renamed;
}

function pick(sent: { readonly [key: string]: unknown }, names: readonly string[]): unknown {
  const name = names.find((candidate) => !isBlank(sent[candidate]));
  return name === undefined ? undefined : sent[name];
}
