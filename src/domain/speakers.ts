import { isJsonObject } from "./json.ts";
import { calledBy, readName } from "./names.ts";
import type { Person } from "./people.ts";
import { labelsOfLines, type WhoIs } from "./spoken-lines.ts";
import { speakerOf } from "./fields/turn.ts";

type Subject = {
  readonly address: string;
  readonly names: readonly string[];
  /** True for a text in which the address, a profile URL or a whole name stands. */
  readonly isMeantIn: (text: string) => boolean;
};

/**
 * Tells whose a label is. One word of the subject's names is enough where nobody else who is named on the event
 * or in another label bears it too.
 */
export function knowSpeakers(subject: Subject, others: readonly Person[], transcript: unknown): WhoIs {
  const labels = labelsIn(transcript).filter((label) => !subject.isMeantIn(label));
  const otherNames = new Set([...others.flatMap(({ names }) => names), ...labels].map(toKey));
  const otherWords = new Set([
    ...others.flatMap(({ names, address }) => [...names.flatMap(calledBy), ...localWords(address)]),
    ...labels.map(calledBy).flatMap((words) => (words.length > 1 ? words : [])),
  ]);
  const wholes = subject.names.flatMap((name) => readName(name)?.wholes ?? []);
  const ownNames = new Set([...subject.names, ...wholes.map((words) => words.join(" "))].map(toKey));
  const ownWords = new Set(
    [...subject.names.flatMap(calledBy), ...localWords(subject.address)].filter((word) => word.length > 1),
  );
  return (label, isSure) => {
    if (isSure && subject.isMeantIn(label)) return "subject";
    const key = toKey(label);
    if (key !== "" && !otherWords.has(key) && (ownNames.has(key) || ownWords.has(key))) return "subject";
    return otherNames.has(key) ? "other" : "unknown";
  };
}

/** The indexes of the turns that the subject spoke. */
export function turnsOfSubject(transcript: unknown, whoIs: WhoIs): ReadonlySet<number> {
  const own = speakersOf(transcript).flatMap((speaker, index) =>
    speaker !== null && whoIs(speaker, true) === "subject" ? [index] : [],
  );
  return new Set(own);
}

/** Who speaks in each turn of a transcript that is a list of turns. */
export function speakersOf(transcript: unknown): readonly (string | null)[] {
  if (!Array.isArray(transcript)) return [];
  return transcript.map((turn: unknown) => (isJsonObject(turn) ? speakerOf(turn) : null));
}

function labelsIn(transcript: unknown): readonly string[] {
  if (typeof transcript === "string") return labelsOfLines(transcript);
  return [...new Set(speakersOf(transcript).filter((speaker) => speaker !== null))];
}

/** A label without what is put in brackets behind it, as its words in lower case. */
function toKey(label: string): string {
  return calledBy(label.replace(/\([^()]{0,100}\)\s*$/, "")).join(" ");
}

function localWords(address: string | null): readonly string[] {
  const local = address?.split("@")[0] ?? "";
  return [local, ...local.split(/[^\p{L}\p{M}\p{N}]+/u)].filter((word) => word !== "");
}
