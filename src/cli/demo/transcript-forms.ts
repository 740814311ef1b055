import type { Turn } from "./dialogue.ts";
import type { DemoEvent } from "./event.ts";

const PLAIN_EVERY = 6;

/** A transcript as it was made, before some get the form that another recorder would send. */
export type WithTurns = { readonly event: DemoEvent; readonly turns: readonly Turn[] };

/** The second call as WebVTT, each sixth as lines of text, all others as turns. */
export function asTranscripts(calls: readonly WithTurns[]): readonly DemoEvent[] {
  return calls.map(({ event, turns }, index) => {
    const transcript = index === 1 ? toWebVtt(turns) : index % PLAIN_EVERY === 3 ? toLines(turns) : turns;
    return { ...event, body: { ...event.body, transcript } };
  });
}

function toLines(turns: readonly Turn[]): string {
  return turns.map(({ speaker, text }) => `${speaker}: ${text}`).join("\n");
}

function toWebVtt(turns: readonly Turn[]): string {
  const cues = turns.map(
    ({ speaker, text, startTime, endTime }, index) =>
      `${index + 1}\n${toClock(startTime)} --> ${toClock(endTime)}\n<v ${speaker}>${text}</v>`,
  );
  return ["WEBVTT", ...cues].join("\n\n");
}

function toClock(seconds: number): string {
  return new Date(Math.round(seconds * 1000)).toISOString().slice(11, 23);
}
