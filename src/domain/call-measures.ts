import type { Turn } from "./fields/turn.ts";

/** Where a turn has no times it is taken to last as long as its words at this rate, usual in English conversation. */
const WORDS_PER_MINUTE = 150;

const MS_PER_WORD = 60_000 / WORDS_PER_MINUTE;
const HOUR_MS = 3_600_000;

export type Side = "internal" | "external";

export type SpeakerMeasures = {
  /** Null collects the turns whose speaker is not known. */
  readonly speaker: string | null;
  /** Null when it can't be told. */
  readonly side: Side | null;
  readonly turns: number;
  readonly words: number;
  readonly questions: number;
  readonly talkMs: number;
  readonly longestMonologueMs: number;
  /** Null without times: it would be the rate that was assumed. */
  readonly wordsPerMinute: number | null;
  /** Mean gap between another's last word and this speaker's first; null when no turn before says when it ended. */
  readonly patienceMs: number | null;
};

export type CallMeasures = {
  /** What talk times come from. */
  readonly basis: "times" | "words";
  readonly turns: number;
  readonly words: number;
  readonly talkMs: number;
  /** As the sender said, else from the first begin to the last end, else all talk together. */
  readonly lengthMs: number;
  /** How often the floor went from one known speaker to another. */
  readonly switches: number;
  /** Switches an hour of the call; null for a call of no length. */
  readonly interactivity: number | null;
  /** Of the internal side where sides are known, else of everybody; null as for a speaker. */
  readonly patienceMs: number | null;
  /** Talk of the internal side in all talk of a known side; null without one. */
  readonly internalShare: number | null;
  /** Those with the most talk first. */
  readonly speakers: readonly SpeakerMeasures[];
};

/** A turn by itself. */
export type Spoken = {
  readonly speaker: string | null;
  readonly words: number;
  readonly questions: number;
  readonly startMs: number;
  readonly endMs: number;
  /** False when the end was taken from the next begin or from the words. */
  readonly saysEnd: boolean;
};

type Tally = {
  turns: number;
  words: number;
  questions: number;
  talkMs: number;
  longestMs: number;
  gaps: number[];
};

/**
 * How the talk of a call was shared. Each formula and its source stands in docs/analytics.md.
 * @param durationSeconds The call's length as its sender said; null when it did not.
 * @param sideOf Whose side a speaker is on; null when it can't be told.
 */
export function measureCall(
  turns: readonly Turn[],
  durationSeconds: number | null,
  sideOf: (speaker: string) => Side | null,
): CallMeasures {
  const { basis, spoken } = toSpoken(turns);
  const tallies = tallyBySpeaker(spoken);
  const speakers = [...tallies].map(([speaker, tally]) =>
    toSpeaker(speaker, speaker === null ? null : sideOf(speaker), tally, basis),
  );
  const talkMs = sum(speakers, (speaker) => speaker.talkMs);
  const switches = countSwitches(spoken);
  const lengthMs =
    durationSeconds === null ? lengthOf(spoken, basis, talkMs) : Math.round(durationSeconds * 1000);
  return {
    basis,
    turns: spoken.length,
    words: sum(spoken, ({ words }) => words),
    talkMs,
    lengthMs,
    switches,
    interactivity: lengthMs === 0 ? null : (switches * HOUR_MS) / lengthMs,
    patienceMs: patienceOf(speakers, tallies),
    internalShare: internalShareOf(speakers),
    speakers: speakers.toSorted((a, b) => b.talkMs - a.talkMs || b.words - a.words),
  };
}

/**
 * When each turn that says something was spoken: by their times where each has a begin and they go forward, else one
 * after the other by their words.
 */
export function toSpoken(all: readonly Turn[]): {
  readonly basis: CallMeasures["basis"];
  readonly spoken: readonly Spoken[];
} {
  const turns = all.filter(({ text }) => text.trim() !== "");
  const starts = turns.map(({ startTime }) => startTime);
  const isTimed = starts.every((start, index) => start !== undefined && start >= (starts[index - 1] ?? 0));
  const lasts = (starts.at(-1) ?? 0) > 0 || (turns.at(-1)?.endTime ?? 0) > 0;
  return isTimed && lasts && turns.length > 0
    ? { basis: "times", spoken: turns.map((turn, index) => toTimed(turn, turns[index + 1])) }
    : { basis: "words", spoken: toCounted(turns) };
}

function toTimed({ speaker, text, startTime = 0, endTime }: Turn, next: Turn | undefined): Spoken {
  const { words, questions } = countIn(text);
  const startMs = Math.round(startTime * 1000);
  const saysEnd = endTime !== undefined && endTime >= startTime;
  const endMs = saysEnd
    ? Math.round(endTime * 1000)
    : next?.startTime === undefined
      ? startMs + Math.round(words * MS_PER_WORD)
      : Math.round(next.startTime * 1000);
  return { speaker: nameOf(speaker), words, questions, startMs, endMs, saysEnd };
}

function toCounted(turns: readonly Turn[]): readonly Spoken[] {
  let atMs = 0;
  return turns.map(({ speaker, text }) => {
    const { words, questions } = countIn(text);
    const startMs = atMs;
    atMs += Math.round(words * MS_PER_WORD);
    return { speaker: nameOf(speaker), words, questions, startMs, endMs: atMs, saysEnd: false };
  });
}

function tallyBySpeaker(spoken: readonly Spoken[]): ReadonlyMap<string | null, Tally> {
  const tallies = new Map<string | null, Tally>();
  let monologueMs = 0;
  for (const [index, turn] of spoken.entries()) {
    const tally = tallies.get(turn.speaker) ?? {
      turns: 0,
      words: 0,
      questions: 0,
      talkMs: 0,
      longestMs: 0,
      gaps: [],
    };
    tallies.set(turn.speaker, tally);
    const before = spoken[index - 1];
    const lastsMs = turn.endMs - turn.startMs;
    monologueMs = before?.speaker === turn.speaker ? monologueMs + lastsMs : lastsMs;
    tally.turns++;
    tally.words += turn.words;
    tally.questions += turn.questions;
    tally.talkMs += lastsMs;
    tally.longestMs = Math.max(tally.longestMs, monologueMs);
    if (before !== undefined && before.saysEnd && isSwitch(before, turn)) {
      // Who breaks in has not waited.
      tally.gaps.push(Math.max(0, turn.startMs - before.endMs));
    }
  }
  return tallies;
}

function toSpeaker(
  speaker: string | null,
  side: Side | null,
  { turns, words, questions, talkMs, longestMs, gaps }: Tally,
  basis: CallMeasures["basis"],
): SpeakerMeasures {
  return {
    speaker,
    side,
    turns,
    words,
    questions,
    talkMs,
    longestMonologueMs: longestMs,
    wordsPerMinute: basis === "times" && talkMs > 0 ? (words * 60_000) / talkMs : null,
    patienceMs: mean(gaps),
  };
}

function countSwitches(spoken: readonly Spoken[]): number {
  return spoken.filter((turn, index) => {
    const before = spoken[index - 1];
    return before !== undefined && isSwitch(before, turn);
  }).length;
}

function isSwitch(before: Spoken, turn: Spoken): boolean {
  return before.speaker !== null && turn.speaker !== null && before.speaker !== turn.speaker;
}

function patienceOf(
  speakers: readonly SpeakerMeasures[],
  tallies: ReadonlyMap<string | null, Tally>,
): number | null {
  const internal = speakers.filter(({ side }) => side === "internal");
  const waiting = internal.length > 0 ? internal : speakers;
  return mean(waiting.flatMap(({ speaker }) => tallies.get(speaker)?.gaps ?? []));
}

function internalShareOf(speakers: readonly SpeakerMeasures[]): number | null {
  const known = sum(
    speakers.filter(({ side }) => side !== null),
    ({ talkMs }) => talkMs,
  );
  const internal = sum(
    speakers.filter(({ side }) => side === "internal"),
    ({ talkMs }) => talkMs,
  );
  return known === 0 ? null : internal / known;
}

function lengthOf(spoken: readonly Spoken[], basis: CallMeasures["basis"], talkMs: number): number {
  if (basis === "words") return talkMs;
  const end = spoken.reduce((latest, { endMs }) => Math.max(latest, endMs), 0);
  return end - (spoken[0]?.startMs ?? 0);
}

const WORD = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu;
const QUESTION = /[?？؟]+/gu;

function countIn(text: string): { readonly words: number; readonly questions: number } {
  return { words: text.match(WORD)?.length ?? 0, questions: text.match(QUESTION)?.length ?? 0 };
}

function nameOf(speaker: string | null): string | null {
  return speaker?.trim() || null;
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.round(sum(values, (value) => value) / values.length);
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
