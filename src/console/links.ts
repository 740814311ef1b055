import { isJsonObject } from "../domain/json.ts";
import type { Results } from "../storage/results.ts";
import { type Html, html, shown } from "./elements.ts";
import type { Slots } from "./fragment.ts";
import { htmlOf } from "./preview.ts";

/** Null for what belongs to no campaign. */
export function campaignLink(id: string | null): Html | null {
  return id === null ? null : html`<a href="/campaigns/view?id=${encodeURIComponent(id)}">${shown(id)}</a>`;
}

type Linked = { readonly results: Results; readonly event: unknown };

/** What an event belongs to, and the html it has. */
export function eventLinks({ results, event }: Linked): Slots {
  const { message, signal, outcome, call } = results;
  const conversation = textIn(message, "conversation");
  const links = {
    conversation: conversation === null ? null : encodeURIComponent(conversation),
    campaign: campaignLink(
      [message, signal, outcome].map((made) => textIn(made, "campaign")).find(Boolean) ?? null,
    ),
    answers: textIn(message, "answers"),
    led: textIn(outcome, "attributedTo"),
    call: call === null ? null : 1,
  };
  return {
    ...links,
    links: Object.values(links).some(Boolean) ? 1 : null,
    html: htmlOf(event) === null ? null : 1,
  };
}

/** Null for an empty one too, which means none. */
export function textIn(made: unknown, name: string): string | null {
  const text = isJsonObject(made) ? made[name] : null;
  return typeof text === "string" && text !== "" ? text : null;
}
