import * as v from "valibot";

import { canonicalInstant, canonicalPerson, canonicalText, transcriptOpening, first } from "../canonical.ts";
import { participant, type Person } from "../fields/person.ts";
import { seconds } from "../fields/quantity.ts";
import { customMetadata, identifier, text } from "../fields/text.ts";
import { timestamp } from "../fields/timestamp.ts";
import { turn } from "../fields/turn.ts";
import type { Talk } from "../facts.ts";
import { type CallMeasures, measureCall } from "../call-measures.ts";
import { isOwn } from "../company.ts";
import { peopleAt } from "../people.ts";
import { createSides } from "../sides.ts";
import { MAX_SPEAKERS, toTurns } from "../transcript.ts";
import { defineKind } from "./kind.ts";

const transcript = v.pipe(
  v.union([v.string(), v.array(turn)]),
  v.description('the transcript as text, or as turns like [{"speaker": "Ann", "text": "Hello"}]'),
  v.metadata({ role: "transcript" }),
);

const saidSomething = v.pipe(
  transcript,
  v.check(
    (said) => typeof said === "string" || said.some((line) => line.text.trim() !== ""),
    "holds nothing that was said",
  ),
);

const common = {
  eventTimestamp: timestamp,
  eventType: v.picklist(["transcript", "scheduled", "completed", "missed"]),
  title: text,
  participants: v.pipe(
    v.array(participant),
    v.description('a list of people like [{"email": "ann@example.com", "name": "Ann"}]'),
  ),
  duration: v.optional(seconds),
  recordingUrl: v.optional(text),
  meetingPlatform: v.optional(text),
  eventId: v.optional(identifier),
  conversationId: v.optional(identifier),
  octaveRequestId: v.optional(identifier),
  customMetadata: v.optional(customMetadata),
};

const withTranscript = v.looseObject({ ...common, transcript: saidSomething });
const withoutTranscript = v.looseObject({ ...common, transcript: v.optional(transcript) });

function talkOf({ basis, talkMs, switches, interactivity, patienceMs, internalShare }: CallMeasures): Talk {
  return { basis, talkMs, switches, interactivity, patienceMs, internalShare };
}

export const calls = defineKind({
  name: "calls",
  category: "CALL",
  types: {
    transcript: "CALL_TRANSCRIPT",
    scheduled: "CALL_SCHEDULED",
    completed: "CALL_COMPLETED",
    missed: "CALL_MISSED",
  },
  assumedType: "transcript",
  aliases: {
    transcription: "transcript",
    call_transcription: "transcript",
    schedule: "scheduled",
    complete: "completed",
    miss: "missed",
    missed_call: "missed",
  },
  schemaFor: (type): typeof withTranscript | typeof withoutTranscript =>
    type === "scheduled" || type === "completed" || type === "missed" ? withoutTranscript : withTranscript,

  identityParts: (type, body) => [
    canonicalText(body["title"]),
    canonicalInstant(body["eventTimestamp"]),
    canonicalPerson(first(body["participants"])),
    transcriptOpening(body["transcript"]),
    // A calendar gives a call that was scheduled and the same call completed one time: they stay two events.
    ...(type === "transcript" ? [] : [type]),
  ],

  warnings: ({ participants }) =>
    Array.isArray(participants) && participants.length === 0
      ? [{ path: "participants", code: "empty", message: "the call names no participants" }]
      : [],

  summarize({ title, participants }) {
    const names = participants.slice(0, 3).map((person: Person) => person.email ?? person.name ?? "");
    const others = participants.length > 3 ? ` +${participants.length - 3}` : "";
    return names.length === 0 ? title.trim() : `${title.trim()} (${names.join(", ")}${others})`;
  },

  // Who invited whom is not said.
  people: (event, body) => peopleAt("participants", "unknown", event, body),

  analyse(event, _reply, { ownDomains }) {
    const isTranscript = event.eventType === "transcript";
    const turns = isTranscript ? toTurns(event.transcript ?? []) : [];
    const duration = event.duration ?? null;
    const measures = measureCall(turns, duration, createSides(event.participants, ownDomains));
    const { speakers } = measures;
    const addresses = event.participants.flatMap((person: Person) => person.email ?? []);
    return {
      call: {
        title: event.title.trim(),
        turns: turns.length,
        words: measures.words,
        durationSeconds: duration,
        talk: isTranscript ? talkOf(measures) : null,
        speakerCount: speakers.length,
        speakers: speakers.slice(0, MAX_SPEAKERS),
        contacts: [...new Set(addresses)]
          .filter((address) => !isOwn(address, ownDomains))
          .slice(0, MAX_SPEAKERS),
      },
    };
  },
});
