import type { Spoken } from "../domain/call-measures.ts";
import { clock } from "./durations.ts";
import { html, shown, visible } from "./elements.ts";
import type { Slots } from "./fragment.ts";

/** A turn with when it was spoken. */
export type Said = Spoken & { readonly text: string };

// A page of a transcript is at most so much.
const CHARACTERS = 20_000;
const TURNS = 150;

// One turn may be a megabyte: it is shown in parts.
const PART = /[^]{1,8000}/gu;

/** A page of what was said, the first of them 1. */
export function transcriptSlots(said: readonly Said[], page: number): Slots {
  const pages = toPages(said);
  const at = Math.min(Math.max(1, Math.floor(page)), pages.length);
  return {
    paged: pages.length > 1 ? 1 : null,
    page: at,
    pages: pages.length,
    earlier: at > 1 ? at - 1 : null,
    later: at < pages.length ? at + 1 : null,
    turns: pages[at - 1] ?? [],
  };
}

function toPages(said: readonly Said[]): readonly (readonly Slots[])[] {
  const pages: Slots[][] = [[]];
  let characters = 0;
  for (const { speaker, startMs, text: whole } of said) {
    for (const [index, text] of (whole.match(PART) ?? []).entries()) {
      const last = pages.at(-1) ?? [];
      const isFull = last.length === TURNS || (characters + text.length > CHARACTERS && last.length > 0);
      const turn = {
        speaker: shown(speaker ?? "Unknown speaker"),
        at: index > 0 ? "goes on" : clock(startMs),
        text: html`${visible(text)}`,
      };
      characters = isFull ? text.length : characters + text.length;
      if (isFull) pages.push([turn]);
      else last.push(turn);
    }
  }
  return pages;
}
