import type { Spoken } from "../domain/call-measures.ts";
import { clock } from "./durations.ts";
import { shown, withEscapes } from "./elements.ts";
import type { Slots } from "./fragment.ts";

export type Lane = { readonly name: string; readonly side: string; readonly turns: readonly Spoken[] };

// Finer than this no screen shows, and the drawing of any call stays small.
const STEPS = 600;
const PARTS = 10;
const TICKS = 4;

/** Who speaks when: a lane a speaker, and how long each spoke in each tenth of the call. */
export function timelineSlots(lanes: readonly Lane[]): Slots {
  const all = lanes.flatMap(({ turns }) => turns);
  const begin = all.reduce((least, { startMs }) => Math.min(least, startMs), Infinity);
  const lastMs = all.reduce((most, { endMs }) => Math.max(most, endMs), 0) - begin;
  if (!(lastMs > 0)) return {};
  const placeOf = (index: number, count: number) => begin + (lastMs * index) / count;
  return {
    drawn: 1,
    lanes: lanes.map(({ name, side, turns }) => ({
      name: shown(name),
      side,
      path: toPath(turns, begin, lastMs),
    })),
    ticks: Array.from({ length: TICKS + 1 }, (_, index) => ({ at: clock(placeOf(index, TICKS)) })),
    parts: Array.from({ length: PARTS }, (_, index) => {
      const [from, to] = [placeOf(index, PARTS), placeOf(index + 1, PARTS)];
      return {
        from: clock(from),
        to: clock(to),
        talks: lanes.map(({ name, turns }) => ({
          name: withEscapes(name),
          talk: clock(talkIn(turns, from, to)),
        })),
      };
    }),
  };
}

/** Rectangles where there is talk, those that touch as one. */
function toPath(turns: readonly Spoken[], begin: number, lastMs: number): string {
  const bands: { from: number; to: number }[] = [];
  for (const { startMs, endMs } of turns) {
    const from = Math.min(STEPS - 1, Math.floor(((startMs - begin) * STEPS) / lastMs));
    const to = Math.max(from + 1, Math.round(((endMs - begin) * STEPS) / lastMs));
    const last = bands.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else bands.push({ from, to });
  }
  return bands.map(({ from, to }) => `M${from} 0H${to}V1H${from}z`).join("");
}

function talkIn(turns: readonly Spoken[], from: number, to: number): number {
  return turns.reduce(
    (talkMs, { startMs, endMs }) => talkMs + Math.max(0, Math.min(endMs, to) - Math.max(startMs, from)),
    0,
  );
}
