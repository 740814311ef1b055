import { isJsonObject } from "../domain/json.ts";
import type { Results } from "../storage/results.ts";
import { type Html, html, NOTHING, shown } from "./elements.ts";

export function conversationPath(id: string): string {
  return `/conversations/view?id=${encodeURIComponent(id)}`;
}

/** Nothing for what belongs to no campaign. */
export function campaignLink(id: string | null): Html {
  return id === null || id === ""
    ? NOTHING
    : html`<a href="/campaigns/view?id=${encodeURIComponent(id)}">${shown(id)}</a>`;
}

type Linked = { readonly oId: string; readonly results: Results };

/** What an event belongs to. */
export function eventLinks({ oId, results }: Linked): Html {
  const { message, signal, outcome, call } = results;
  const conversation = textIn(message, "conversation");
  const campaign = [message, signal, outcome]
    .map((made) => textIn(made, "campaign"))
    .find((id) => id !== null);
  const toEvent = (id: string | null, name: string) =>
    id === null
      ? []
      : [
          [
            name,
            html`<a href="/events/${id}">${name === "Answers" ? "the message before" : "the message that led to it"}</a>`,
          ] as const,
        ];
  const links: readonly (readonly [string, Html])[] = [
    ...(conversation === null
      ? []
      : [["Conversation", html`<a href="${conversationPath(conversation)}">the whole thread</a>`] as const]),
    ...toEvent(textIn(message, "answers"), "Answers"),
    ...toEvent(textIn(outcome, "attributedTo"), "Attributed to"),
    ...(campaign === undefined ? [] : [["Campaign", campaignLink(campaign)] as const]),
    ...(call === null ? [] : [["Call", html`<a href="/calls/${oId}">measures and transcript</a>`] as const]),
  ];
  return links.length === 0
    ? NOTHING
    : html`<dl class="links">${links.map(([name, link]) => html`<dt>${name}<dd>${link}`)}</dl>`;
}

/** Null for an empty one too, which means none. */
function textIn(made: unknown, name: string): string | null {
  const text = isJsonObject(made) ? made[name] : null;
  return typeof text === "string" && text !== "" ? text : null;
}
