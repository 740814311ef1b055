import type { Turn } from "./fields/turn.ts";

/** Speakers kept by themselves for one call; a bound, so that no transcript can write rows without end. */
export const MAX_SPEAKERS = 50;

const NAMED_LINE = /^\s*([^\s:][^:\n]{0,59}):\s+(\S[^]*)$/u;

/** Who speaks in a line like `Name: …`, and what; null for any other. */
export function namedLine(line: string): { readonly speaker: string; readonly text: string } | null {
  const [, speaker, text] = NAMED_LINE.exec(line) ?? [];
  return speaker === undefined || text === undefined ? null : { speaker: speaker.trim(), text };
}

/**
 * The turns of a text of `Name: …` lines, each with the lines that follow it. Null for a text that begins without one,
 * or has only one: that is as likely a sentence with a colon.
 */
export function readNamedLines(text: string): readonly Turn[] | null {
  const turns: Turn[] = [];
  for (const line of text.trim().split(/\r?\n/)) {
    const named = namedLine(line);
    const last = turns.at(-1);
    if (named !== null) turns.push(named);
    else if (last === undefined) return null;
    else turns[turns.length - 1] = { ...last, text: `${last.text}\n${line}` };
  }
  return turns.length > 1 ? turns : null;
}

/** The turns of a transcript; a flat text without any is a single one without a speaker. */
export function toTurns(transcript: string | readonly Turn[]): readonly Turn[] {
  if (typeof transcript !== "string") return transcript;
  return readNamedLines(transcript) ?? [{ speaker: null, text: transcript }];
}
