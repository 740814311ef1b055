import type { Spoken } from "../domain/call-measures.ts";
import { clock } from "./durations.ts";
import { type Html, html, labelled, NOTHING, shown, table } from "./elements.ts";

export type Lane = { readonly name: string; readonly side: string; readonly turns: readonly Spoken[] };

// Finer than this no screen shows, and the drawing of any call stays small.
const STEPS = 600;
const PARTS = 10;
const TICKS = 4;

/** Who speaks when: a lane a speaker, and the same as a table. */
export function timeline(lanes: readonly Lane[], isEstimated: boolean): Html {
  const all = lanes.flatMap(({ turns }) => turns);
  const begin = all.reduce((least, { startMs }) => Math.min(least, startMs), Infinity);
  const lastMs = all.reduce((most, { endMs }) => Math.max(most, endMs), 0) - begin;
  if (!(lastMs > 0)) return NOTHING;
  const ticks = Array.from({ length: TICKS + 1 }, (_, index) => clock(begin + (lastMs * index) / TICKS));
  const about = isEstimated
    ? "The transcript has no times: in the order of the turns, each as long as its words at 150 a minute."
    : "By the times of the transcript, as minutes:seconds of the call.";
  return html`<section><h2>Who speaks when</h2><p class="quiet">${about}</p>
<div class="lanes" role="img" aria-label="Who speaks when; the table below has the same">${lanes.map(
    ({ name, side, turns }) =>
      html`<span>${shown(name)}</span><svg viewBox="0 0 ${STEPS} 1" preserveAspectRatio="none"><path class="${side}" d="${toPath(turns, begin, lastMs)}"/></svg>`,
  )}<span></span><span class="ticks">${ticks.map((tick) => html`<span>${tick}</span>`)}</span></div>
<details><summary>As a table</summary>${toTable(lanes, begin, lastMs)}</details></section>`;
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

function toTable(lanes: readonly Lane[], begin: number, lastMs: number): Html {
  const partMs = lastMs / PARTS;
  const rows = Array.from({ length: PARTS }, (_, index) => {
    const from = begin + index * partMs;
    const cells = lanes.map(({ name, turns }) => labelled(name, clock(talkIn(turns, from, from + partMs))));
    return html`<tr><th scope="row">${clock(from)} to ${clock(from + partMs)}</th>${cells}</tr>`;
  });
  return table(
    "How long each spoke in each tenth of the call (minutes:seconds)",
    ["Part", ...lanes.map(({ name }) => name)],
    rows,
  );
}

function talkIn(turns: readonly Spoken[], from: number, to: number): number {
  return turns.reduce(
    (talkMs, { startMs, endMs }) => talkMs + Math.max(0, Math.min(endMs, to) - Math.max(startMs, from)),
    0,
  );
}
