import * as v from "valibot";

import { toSpoken } from "../domain/call-measures.ts";
import type { findCall } from "../pipeline/analytics/calls.ts";

const number = v.nullable(v.number());
const text = v.nullable(v.string());

const measuresSchema = v.object({
  title: v.string(),
  turns: v.number(),
  words: v.number(),
  durationSeconds: number,
  basis: text,
  talkMs: number,
  switches: number,
  interactivity: number,
  patienceMs: number,
  internalShare: number,
  speakerCount: v.number(),
  speakers: v.array(
    v.object({
      speaker: text,
      side: text,
      turns: v.number(),
      words: v.number(),
      questions: number,
      talkShare: number,
      talkMs: number,
      longestMonologueMs: number,
      wordsPerMinute: number,
      patienceMs: number,
    }),
  ),
});

const participantsSchema = v.fallback(
  v.array(v.object({ name: v.optional(v.string()), email: v.optional(v.string()) })),
  [],
);

export type CallView = ReturnType<typeof readCallView>;

/** A call as its page shows it: what was said with when, which is estimated where the measures are. */
export function readCallView({
  event,
  measures,
  participants,
  turns,
}: NonNullable<Awaited<ReturnType<typeof findCall>>>) {
  const said = turns.filter((turn) => turn.text.trim() !== "");
  const { basis, spoken } = toSpoken(said);
  return {
    id: event.id,
    at: event.occurredAt,
    type: event.type,
    people: v.parse(participantsSchema, participants).map(({ name, email }) => name ?? email ?? "unknown"),
    measures: v.parse(measuresSchema, measures),
    basis,
    spoken: spoken.map((turn, index) => ({ ...turn, text: said[index]?.text ?? "" })),
  };
}
