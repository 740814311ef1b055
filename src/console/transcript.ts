import type { CallView } from "./call-view.ts";
import { clock } from "./durations.ts";
import { type Html, html, NOTHING, shown, visible } from "./elements.ts";

// A page of a transcript is at most so much.
const CHARACTERS = 24_000;
const TURNS = 150;

// One turn may be a megabyte: it is shown in parts.
const PART = /[^]{1,8000}/gu;

type Part = CallView["spoken"][number] & { readonly goesOn: boolean };

/** A page of what was said, the first of them 1. */
export function transcript(id: string, spoken: CallView["spoken"], page: number): Html {
  const pages = toPages(spoken);
  const at = Math.min(Math.max(1, Math.floor(page)), pages.length);
  const link = (to: number, rel: string, name: string) =>
    to < 1 || to > pages.length
      ? NOTHING
      : html`<a class="button" rel="${rel}" href="/calls/${id}?page=${to}#transcript">${name}</a>`;
  const nav =
    pages.length === 1
      ? NOTHING
      : html`<p class="actions">${link(at - 1, "prev", "Earlier")}${link(at + 1, "next", "Later")}<span class="quiet">Page ${at} of ${pages.length}</span></p>`;
  return html`<section id="transcript"><h2>Transcript</h2>${nav}<ol class="turns">${(pages[at - 1] ?? []).map(toItem)}</ol>${nav}</section>`;
}

function toPages(spoken: CallView["spoken"]): readonly (readonly Part[])[] {
  const pages: Part[][] = [[]];
  let characters = 0;
  for (const turn of spoken) {
    for (const [index, text] of (turn.text.match(PART) ?? []).entries()) {
      const last = pages.at(-1) ?? [];
      const isFull = characters + text.length > CHARACTERS || last.length === TURNS;
      const part = { ...turn, text, goesOn: index > 0 };
      characters = isFull ? text.length : characters + text.length;
      if (isFull) pages.push([part]);
      else last.push(part);
    }
  }
  return pages;
}

function toItem({ speaker, text, startMs, goesOn }: Part): Html {
  return html`<li><p><b>${shown(speaker ?? "Unknown speaker")}</b> <span class="quiet">${goesOn ? "goes on" : clock(startMs)}</span></p><div class="said" dir="auto">${visible(text)}</div>`;
}
