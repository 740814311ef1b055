import { Presets, SingleBar } from "cli-progress";

import { createPacer, type Pace, type Pacer } from "./pace.ts";
import { formatNumber, formatSeconds } from "./words.ts";

const PLAIN_LINE_MS = 10_000;

export type Progress = {
  /** Totals, earlier runs included; `bytes` of the input. */
  update(lines: number, bytes: number): void;
  /** Something is not as it should be, until the next update. */
  note(text: string): void;
  stop(): void;
};

/** A bar on a terminal, else a line now and then; `size` is null when nobody knows how much there is. */
export function startProgress(size: number | null, lines: number): Progress {
  // Begins with what was passed over as done already.
  let pacer: Pacer | null = null;
  const show = process.stderr.isTTY && size !== null ? startBar(size) : startLines(size);
  let state: State = { lines, bytes: 0, pace: { linesPerSecond: 0, bytesPerSecond: 0 }, note: "" };
  show.render(state);
  return {
    update(nextLines, bytes) {
      const sample = { atMs: performance.now(), lines: nextLines, bytes };
      pacer ??= createPacer(sample);
      const pace = pacer.add(sample);
      state = { lines: nextLines, bytes, pace, note: "" };
      show.render(state);
    },
    note(text) {
      state = { ...state, note: text };
      show.render(state);
    },
    stop: () => show.stop(),
  };
}

type State = { readonly lines: number; readonly bytes: number; readonly pace: Pace; readonly note: string };

type Display = { render(state: State): void; stop(): void };

function startBar(size: number): Display {
  const options = { format: "{bar} {percentage}%  {text}", hideCursor: true, stream: process.stderr };
  const bar = new SingleBar(options, Presets.shades_grey);
  bar.start(size, 0, { text: "" });
  return {
    render: (state) => bar.update(state.bytes, { text: describe(state, size) }),
    stop: () => bar.stop(),
  };
}

function startLines(size: number | null): Display {
  let latest: State | null = null;
  const timer = setInterval(() => {
    if (latest === null) return;
    const share = size === null ? "" : `${Math.floor((100 * latest.bytes) / Math.max(size, 1))} %  `;
    console.error(`${share}${describe(latest, size)}`);
  }, PLAIN_LINE_MS).unref();
  return {
    render(state) {
      latest = state;
    },
    stop: () => clearInterval(timer),
  };
}

function describe({ lines, bytes, pace, note }: State, size: number | null): string {
  const parts = [`${formatNumber(lines)} lines`, `${formatNumber(pace.linesPerSecond)} lines/s`];
  if (size !== null && pace.bytesPerSecond > 0) {
    parts.push(`${formatSeconds((size - bytes) / pace.bytesPerSecond)} left`);
  }
  if (note !== "") parts.push(note);
  return parts.join("  ");
}
