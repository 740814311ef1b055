import type { CallView } from "./call-view.ts";
import { clock } from "./durations.ts";
import { badge, type Html, html, instant, labelled, NOTHING, shown, table } from "./elements.ts";
import { share } from "./share.ts";
import { type Lane, timeline } from "./timeline.ts";
import { transcript } from "./transcript.ts";

const PEOPLE = 20;
const LANES = 8;

const SIDES: Readonly<Record<string, { readonly side: string; readonly words: string }>> = {
  internal: { side: "own", words: "own side" },
  external: { side: "other", words: "other side" },
};
const UNKNOWN = { side: "unknown", words: "not known" };

/** A call: how its talk was shared, who spoke when, and a page of what was said. */
export function callPage(call: CallView, meanings: Html, page: number): Html {
  const { id, at, type, people, measures, spoken } = call;
  const { title, durationSeconds } = measures;
  const others = people.length > PEOPLE ? html` and ${people.length - PEOPLE} more` : NOTHING;
  const length = durationSeconds === null ? NOTHING : html`<dt>Length<dd>${clock(durationSeconds * 1000)}`;
  const what =
    spoken.length === 0
      ? html`<div class="empty"><h2>No transcript</h2><p>What is ${type} has nothing to measure. The <a href="/events/${id}">event</a> has what was sent.</p></div>`
      : html`${talk(call, meanings)}${timeline(toLanes(call), call.basis === "words")}${transcript(id, spoken, page)}`;
  return html`<p class="quiet"><a href="/calls">Calls</a></p><h1>${shown(title)}</h1>
<dl><dt>Kind<dd>${badge(type)}<dt>Time (UTC)<dd>${instant(at)}${length}<dt>People<dd>${people.slice(0, PEOPLE).map((name, index) => html`${index === 0 ? "" : ", "}${shown(name)}`)}${others}<dt>Event<dd><a href="/events/${id}">What was sent, and what became of it</a></dl>
${what}`;
}

function talk({ measures }: CallView, meanings: Html): Html {
  const { basis, words, switches, interactivity, patienceMs, internalShare, speakerCount, speakers } =
    measures;
  const estimated =
    basis === "words"
      ? html`<p class="quiet">The transcript has no times: talk is estimated from the words, at 150 a minute.</p>`
      : NOTHING;
  const facts: readonly (readonly [string, Html | string | null])[] = [
    ["Own side talked", internalShare === null ? null : html`${share(internalShare, "own")}`],
    [
      "Switches",
      switches === null
        ? null
        : `${switches}${interactivity === null ? "" : `, ${Math.round(interactivity)} an hour`}`,
    ],
    ["Patience", patienceMs === null ? null : seconds(patienceMs)],
    ["Words", String(words)],
  ];
  const rest =
    speakerCount > speakers.length
      ? html`<p class="quiet">The ${speakers.length} of ${speakerCount} who talked most.</p>`
      : NOTHING;
  return html`<section><h2>Who talked how much</h2>${estimated}<dl>${facts.map(([name, value]) => (value === null ? NOTHING : html`<dt>${name}<dd>${value}`))}</dl>
${table("Those who talked most first", ["Speaker", "Side", "Share of talk", "Talk", "Turns", "Words", "Questions", "Longest", "Words/min", "Patience"], speakers.map(toRow))}${rest}<details><summary>What these mean</summary>${meanings}</details></section>`;
}

function toRow(speaker: CallView["measures"]["speakers"][number]): Html {
  const { side, words } = sideOf(speaker.side);
  const { talkShare, talkMs, turns, questions, longestMonologueMs, wordsPerMinute, patienceMs } = speaker;
  const cell = (label: string, value: number | null, write: (value: number) => string = String) =>
    value === null ? html`<td>` : labelled(label, write(value));
  return html`<tr><th scope="row" class="text">${shown(speaker.speaker ?? "Unknown speaker")}</th><td class="quiet">${words}${talkShare === null ? html`<td>` : html`<td>${share(talkShare, side)}`}${cell("talk", talkMs, clock)}${cell("turns", turns)}${cell("words", speaker.words)}${cell("questions", questions)}${cell("longest", longestMonologueMs, clock)}${cell("words/min", wordsPerMinute, (rate) => String(Math.round(rate)))}${cell("patience", patienceMs, seconds)}</tr>`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function sideOf(side: string | null) {
  return SIDES[side ?? ""] ?? UNKNOWN;
}

/** Those who talked most have a lane of their own, in the order of the table. */
function toLanes({ measures, spoken }: CallView): readonly Lane[] {
  const { speakers } = measures;
  const own = speakers.slice(0, LANES).map(({ speaker, side }) => ({
    name: speaker ?? "Unknown speaker",
    side: sideOf(side).side,
    turns: spoken.filter((turn) => turn.speaker === speaker),
  }));
  const known = new Set(speakers.slice(0, LANES).map(({ speaker }) => speaker));
  const turns = spoken.filter(({ speaker }) => !known.has(speaker));
  return turns.length === 0 ? own : [...own, { name: "All others", side: UNKNOWN.side, turns }];
}
