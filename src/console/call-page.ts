import * as v from "valibot";

import { toSpoken } from "../domain/call-measures.ts";
import type { findCall } from "../pipeline/analytics/calls.ts";
import { toIso } from "../pipeline/analytics/time-page.ts";
import type { SpeakerResults } from "../storage/results.ts";
import { clock } from "./durations.ts";
import { instant, shown } from "./elements.ts";
import type { Slots } from "./fragment.ts";
import { type Lane, timelineSlots } from "./timeline.ts";
import { type Said, transcriptSlots } from "./transcript.ts";

const PEOPLE = 20;
const LANES = 8;

type Found = NonNullable<Awaited<ReturnType<typeof findCall>>>;

const participantsSchema = v.fallback(
  v.array(v.object({ name: v.optional(v.string()), email: v.optional(v.string()) })),
  [],
);

/** What the page of a call has to say: how talk was shared, who spoke when, and a page of what was said. */
export function callSlots({ event, measures, participants, turns }: Found, page: number): Slots {
  const heard = turns.filter(({ text }) => text.trim() !== "");
  const { basis, spoken } = toSpoken(heard);
  const said = spoken.map((turn, index) => ({ ...turn, text: heard[index]?.text ?? "" }));
  const people = v.parse(participantsSchema, participants);
  const { title, durationSeconds, switches, interactivity, patienceMs, internalShare } = measures;
  const { speakers, speakerCount, words } = measures;
  return {
    id: event.id,
    title: shown(title),
    type: event.type,
    at: instant(event.occurredAt),
    day: toIso(event.occurredAt),
    length: write(durationSeconds, (seconds) => clock(seconds * 1000)),
    people: people.slice(0, PEOPLE).map(({ name, email }) => ({ name: shown(name ?? email ?? "unknown") })),
    others: people.length > PEOPLE ? people.length - PEOPLE : null,
    estimated: basis === "words" ? 1 : null,
    share: write(internalShare, toPercent),
    switches: write(switches),
    interactivity: write(interactivity, Math.round),
    patience: write(patienceMs, toSeconds),
    words: words.toLocaleString("en"),
    left: speakerCount > speakers.length ? speakerCount - speakers.length : null,
    spoken: said.length || null,
    speakers: speakers.map(toRow),
    ...timelineSlots(toLanes(speakers, said)),
    ...transcriptSlots(said, page),
  };
}

function toRow(speaker: SpeakerResults): Slots {
  return {
    name: shown(nameOf(speaker)),
    side: sideOf(speaker),
    share: write(speaker.talkShare, toPercent),
    talk: write(speaker.talkMs, clock),
    turns: speaker.turns,
    words: speaker.words.toLocaleString("en"),
    questions: write(speaker.questions),
    longest: write(speaker.longestMonologueMs, clock),
    rate: write(speaker.wordsPerMinute, Math.round),
    patience: write(speaker.patienceMs, toSeconds),
  };
}

function write(value: number | null, toText: (value: number) => string | number = String) {
  return value === null ? null : toText(value);
}

function toPercent(share: number): number {
  return Math.round(share * 100);
}

function toSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function nameOf({ speaker }: Pick<SpeakerResults, "speaker">): string {
  return speaker ?? "Unknown speaker";
}

function sideOf({ side }: SpeakerResults): string {
  if (side === null) return "unknown";
  return side === "internal" ? "own" : "other";
}

/** Those who talked most have a lane of their own, in the order of the table. */
function toLanes(speakers: readonly SpeakerResults[], said: readonly Said[]): readonly Lane[] {
  const most = speakers.slice(0, LANES);
  const known = new Set(most.map(({ speaker }) => speaker));
  const rest = said.filter(({ speaker }) => !known.has(speaker));
  return [
    ...most.map((one) => ({
      name: nameOf(one),
      side: sideOf(one),
      turns: said.filter(({ speaker }) => speaker === one.speaker),
    })),
    ...(rest.length === 0 ? [] : [{ name: "All others", side: "unknown", turns: rest }]),
  ];
}
