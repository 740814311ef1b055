import * as v from "valibot";

import { isJsonObject, type JsonObject } from "../json.ts";
import { seconds } from "./quantity.ts";
import { isBlank } from "./text.ts";

// Recorders name these in their own ways; the first name that is there counts.
const SPEAKER_NAMES = ["speaker", "speakerName", "speaker_name", "speaker_label", "name", "participant"];
const TEXT_NAMES = ["text", "content", "sentence"];
const START_NAMES = ["startTime", "start", "start_time", "timestamp"];
const END_NAMES = ["endTime", "end", "end_time"];

/** The names that each field of a turn is read by. */
export const TURN_FIELDS = {
  speaker: SPEAKER_NAMES,
  text: TEXT_NAMES,
  startTime: START_NAMES,
  endTime: END_NAMES,
} as const;

type Field = keyof typeof TURN_FIELDS;

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

// In the order of the schema.
const CANONICAL_NAMES = Object.keys(canonicalTurn.entries);

export type Turn = v.InferOutput<typeof canonicalTurn>;

const TURNS: Readonly<Record<Form, v.GenericSchema<unknown, Turn>>> = {
  canonical: v.any(),
  plain: v.pipe(v.any(), v.transform(toPlainTurn)),
  any: v.pipe(v.looseObject({}), v.transform(toCanonicalNames), canonicalTurn),
};

/**
 * One turn of a transcript. `speaker` null means that the recorder did not know. A transcript of 1 MiB has ten thousand
 * of them, nearly all plain, and reading those by the schema takes ten times as long.
 */
export const turn = v.pipe(
  v.lazy((sent) => TURNS[formOf(sent)]),
  v.description('a turn like {"speaker": "Ann", "text": "Hello", "startTime": 12.5}'),
);

/** Who speaks in a turn as sent; null when the recorder did not know. */
export function speakerOf(sent: JsonObject): string | null {
  return pickSaid(sent, SPEAKER_NAMES);
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
  for (const [canonical, names] of Object.entries(TURN_FIELDS)) {
    const value = pick(sent, names);
    if (value !== undefined) renamed[canonical] = value;
  }
  // A turn in which nothing was said is kept: dropping it would shift the others.
  if (renamed["text"] === undefined && TEXT_NAMES.some((name) => name in sent)) renamed["text"] = "";
  return renamed;
}

/**
 * Plain is a turn that has nothing but fields which it is read by, none under two names, none blank and no number as
 * text; canonical one that the schema would leave as it is, to the order of its fields.
 */
type Form = "canonical" | "plain" | "any";

function formOf(sent: unknown): Form {
  if (!isJsonObject(sent)) return "any";
  const seen = { speaker: false, text: false, startTime: false, endTime: false };
  let isCanonical = true;
  let last = -1;
  // What JSON gives inherits nothing that could be met here.
  for (const name in sent) {
    const field = FIELDS.get(name);
    if (field === undefined || seen[field]) return "any";
    seen[field] = true;
    const value = sent[name];
    if (field === "text" || field === "speaker") {
      if (typeof value !== "string" || isBlank(value)) return "any";
    } else if (typeof value !== "number" || !(value >= 0 && value < Infinity)) return "any";
    const place = CANONICAL_NAMES.indexOf(name);
    isCanonical &&= place > last;
    last = place;
  }
  if (!seen.text) return "any";
  return isCanonical && seen.speaker ? "canonical" : "plain";
}

/** What the schema makes of a plain turn, its fields in the same order. */
function toPlainTurn(sent: JsonObject): Turn {
  const speaker = pickSaid(sent, SPEAKER_NAMES);
  const read: Turn = { speaker, text: pickSaid(sent, TEXT_NAMES) ?? "" };
  const startTime = pick(sent, START_NAMES);
  const endTime = pick(sent, END_NAMES);
  if (typeof startTime === "number") read.startTime = startTime;
  if (typeof endTime === "number") read.endTime = endTime;
  return read;
}

function pickSaid(sent: JsonObject, names: readonly string[]): string | null {
  const said = pick(sent, names);
  return typeof said === "string" ? said : null;
}

function pick(sent: JsonObject, names: readonly string[]): unknown {
  const name = names.find((candidate) => !isBlank(sent[candidate]));
  return name === undefined ? undefined : sent[name];
}
