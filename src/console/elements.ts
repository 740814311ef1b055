import { type Html, html, raw } from "../http/html.ts";

export { type Html, html, raw };

export const NOTHING = html``;

// Characters that show as nothing or turn the text around them. Not the joiners that scripts and emoji need.
const HIDDEN =
  /([\p{Cc}\p{Zl}\p{Zp}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff])(?<![\t\n\r])/u;

/** Text of a sender: apart from the page's own direction, and with what can't be seen made visible. */
export function shown(text: string): Html {
  return html`<bdi dir="auto">${visible(text)}</bdi>`;
}

/** The same for text that stands by itself. */
export function visible(text: string): Html {
  const parts = text.split(HIDDEN);
  return html`${parts.map((part, index) => (index % 2 === 0 ? part : html`<i class="hidden">U+${hexOf(part)}</i>`))}`;
}

/** What can't be seen as JSON writes it, for a text that is to be edited. */
export function withEscapes(text: string): string {
  return text.replaceAll(new RegExp(HIDDEN, "gu"), (character) => `\\u${hexOf(character)}`);
}

function hexOf(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
}

/** An instant in UTC, to the second. */
export function instant(at: number): Html {
  const iso = new Date(at).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} <b>${iso.slice(11, 19)}</b></time>`;
}

/** A cell whose column says what it is; so does the cell itself where a narrow page has no columns. */
export function labelled(label: string, content: Html | string | number): Html {
  return html`<td data-label="${label}">${content}`;
}

/** A state as a coloured word. */
export function badge(state: string): Html {
  return html`<span class="badge ${state}">${state.replaceAll("_", " ")}</span>`;
}

export function option(value: string, label: string, chosen: string | undefined): Html {
  return html`<option value="${value}"${raw(value === chosen ? " selected" : "")}>${label}</option>`;
}

/** Names to choose from. */
export function options(names: readonly string[], chosen: string): Html {
  return html`${names.map((name) => option(name, name, chosen))}`;
}

/** What stands where there is nothing to show, with what to do about it. */
export function empty(title: string, advice: string | Html): Html {
  return html`<div class="empty"><h2>${title}</h2><p>${advice}</p></div>`;
}

/** A table that scrolls sideways by itself where it must. `columns` with a blank name need none; one that is HTML is a whole `th`. */
export function table(caption: string, columns: readonly (string | Html)[], rows: readonly Html[]): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption><thead><tr>${columns.map(
    (column) => (typeof column === "string" ? html`<th scope="col">${column}</th>` : column),
  )}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** Why something was not done. */
export function fault(text: string): Html {
  return html`<p class="fault" role="alert">${visible(text)}</p>`;
}
