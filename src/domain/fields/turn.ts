import * as v from "valibot";

import { isJsonObject, type JsonObject } from "../json.ts";
import { seconds } from "./quantity.ts";
import { isBlank } from "./text.ts";

// Recorders name these in their own ways; the first name that is there counts.
const SPEAKER_NAMES = ["speaker", "speakerName", "speaker_name", "speaker_label", "name", "participant"];
const TEXT_NAMES = ["text", "content", "sentence"];
const START_NAMES = ["startTime", "start", "start_time", "timestamp"];
const END_NAMES = ["endTime", "end", "end_time"];

const NAMES = {
  speaker: SPEAKER_NAMES,
  text: TEXT_NAMES,
  startTime: START_NAMES,
  endTime: END_NAMES,
} as const;

type Field = keyof typeof NAMES;

const FIELDS: ReadonlyMap<string, Field> = new Map([
  ...SPEAKER_NAMES.map((name) => [name, "speaker"] as const),
  ...TEXT_NAMES.map((name) => [name, "text"] as const),
  ...START_NAMES.map((name) => [name, "startTime"] as const),
  ...END_NAMES.map((name) => [name, "endTime"] as const),
]);

const canonicalTurn = v.looseObject({
  speaker: v.optional(v.nullable(v.string()), null),
  text: v.string(),
  startTime: v.optional(seconds),
  endTime: v.optional(seconds),
});

export type Turn = v.InferOutput<typeof canonicalTurn>;

const anyTurn = v.pipe(v.looseObject({}), v.transform(toCanonicalNames), canonicalTurn);

// Called for turns only that were found to be plain.
const plainTurn = v.pipe(
  v.any(),
  v.transform((sent): Turn => readPlain(sent) ?? sent),
);

/**
 * One turn of a transcript. `speaker` null means that the recorder did not know. A transcript of 1 MiB has ten thousand
 * of them, nearly all plain, and reading those by the schema takes ten times as long.
 */
export const turn = v.pipe(
  v.lazy((sent): v.GenericSchema<unknown, Turn> => (readPlain(sent) === null ? anyTurn : plainTurn)),
  v.description('a turn like {"speaker": "Ann", "text": "Hello", "startTime": 12.5}'),
);

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

function toCanonicalNames(sent: JsonObject): { [key: string]: unknown } {
  const renamed: { [key: string]: unknown } = {};
  for (const [name, value] of Object.entries(sent)) {
    if (!isTurnField(name)) renamed[name] = value;
  }
  for (const [canonical, names] of Object.entries(NAMES)) {
    const value = pick(sent, names);
    if (value !== undefined) renamed[canonical] = value;
  }
  // A turn in which nothing was said is kept: dropping it would shift the others.
  if (renamed["text"] === undefined && TEXT_NAMES.some((name) => name in sent)) renamed["text"] = "";
  return renamed;
}

/**
 * A turn that has nothing but fields which it is read by, none under two names, none blank and no number as text; null
 * for any other. What it gives is what the schema gives, to the order of the fields.
 */
function readPlain(sent: unknown): Turn | null {
  if (!isJsonObject(sent)) return null;
  let speaker: string | null = null;
  let text: string | null = null;
  let startTime: number | null = null;
  let endTime: number | null = null;
  // What JSON gives inherits nothing that could be met here.
  for (const name in sent) {
    const value = sent[name];
    const field = FIELDS.get(name);
    if (typeof value === "string") {
      if (isBlank(value)) return null;
      if (field === "text" && text === null) text = value;
      else if (field === "speaker" && speaker === null) speaker = value;
      else return null;
    } else if (typeof value === "number" && value >= 0 && value < Infinity) {
      if (field === "startTime" && startTime === null) startTime = value;
      else if (field === "endTime" && endTime === null) endTime = value;
      else return null;
    } else return null;
  }
  if (text === null) return null;
  const read: Turn = { speaker, text };
  if (startTime !== null) read.startTime = startTime;
  if (endTime !== null) read.endTime = endTime;
  return read;
}

function pick(sent: { readonly [key: string]: unknown }, names: readonly string[]): unknown {
  const name = names.find((candidate) => !isBlank(sent[candidate]));
  return name === undefined ? undefined : sent[name];
}
