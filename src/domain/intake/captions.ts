import { decodeEntities } from "../entities.ts";

import type { Turn } from "../fields/turn.ts";
import { namedLine } from "../transcript.ts";

const HEAD = /^\uFEFF?WEBVTT(?=\s|$)/;
const FIRST_CUE = /^\s*(?:\d{1,9}[^\S\n]*\n)?\s*\d{1,2}:\d{2}:\d{2}[.,]\d{1,3}\s*-->/;
const TIMES =
  /^\s*((?:\d{1,4}:)?\d{1,2}:\d{2}[.,]\d{1,3})\s*-->\s*((?:\d{1,4}:)?\d{1,2}:\d{2}[.,]\d{1,3})(?:\s|$)/;
const VOICE = /<v(?:\.[^\s<>]{1,80})?\s+([^<>]{1,200})>/;
const TAG = /<\/?[a-z0-9][^<>]{0,200}>/gi;

/**
 * The turns of a WebVTT or SubRip text, one for each cue, or for each voice in one; null for any other text. What stands
 * in no cue (notes, styles, numbers) is nobody's words.
 */
export function readCaptions(text: string): readonly Turn[] | null {
  if (!HEAD.test(text.slice(0, 20)) && !FIRST_CUE.test(text.slice(0, 200).replaceAll("\r", ""))) return null;
  const turns: Turn[] = [];
  let times: Times | null = null;
  let said: string[] = [];
  const end = () => {
    if (times !== null && said.length > 0) turns.push(...toTurns(said.join("\n"), times));
    times = null;
    said = [];
  };
  for (const line of text.split(/\r\n|\n|\r/)) {
    const match = line.includes("-->") ? TIMES.exec(line) : null;
    if (match !== null) {
      // Some writers leave no blank line between cues; the number of the next is no word of this one.
      if (times !== null && /^\d+$/.test(said.at(-1) ?? "")) said.pop();
      end();
      times = { startTime: toSeconds(match[1] ?? ""), endTime: toSeconds(match[2] ?? "") };
    } else if (line.trim() === "") end();
    else if (times !== null) said.push(line.trim());
  }
  end();
  return turns.length === 0 ? null : turns;
}

type Times = { readonly startTime: number; readonly endTime: number };

function toTurns(said: string, times: Times): readonly Turn[] {
  const [before = "", ...voices] = said.split(VOICE);
  const turns: Turn[] = [];
  const lead = toText(before);
  if (lead !== "") {
    const named = namedLine(lead);
    turns.push({ ...(named ?? { speaker: null, text: lead }), ...times });
  }
  for (let index = 0; index < voices.length; index += 2) {
    const text = toText(voices[index + 1] ?? "");
    if (text !== "") turns.push({ speaker: toText(voices[index] ?? "") || null, text, ...times });
  }
  return turns;
}

function toText(marked: string): string {
  return decodeEntities(marked.replaceAll(TAG, "")).trim();
}

function toSeconds(clock: string): number {
  const milliseconds = clock
    .replace(",", ".")
    .split(":")
    .reduce((sum, part) => sum * 60 + Math.round(Number(part) * 1000), 0);
  return milliseconds / 1000;
}
