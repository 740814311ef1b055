import type { Fault } from "../domain/fault.ts";
import type { RefusalCount } from "../storage/refusal-counts.ts";
import type { AlikeRejection, RejectionGroup } from "../storage/rejection-groups.ts";
import type { Rejection } from "../storage/rejections.ts";
import {
  empty,
  type Html,
  html,
  instant,
  labelled,
  NOTHING,
  shown,
  table,
  visible,
  withEscapes,
} from "./elements.ts";
import { indentJson } from "./indent.ts";

/** What senders got wrong, each fault once. */
export function refusedList(groups: readonly RejectionGroup[], counts: readonly RefusalCount[]): Html {
  if (groups.length === 0 && counts.length === 0) {
    return html`<h1>Refused</h1>${empty("Nothing was refused in 14 days", html`What a sender gets wrong is kept here, with the field and the mend. See <a href="/events">what was taken</a>.`)}`;
  }
  return html`<h1>Refused</h1>${
    groups.length === 0
      ? NOTHING
      : table(
          "By fault, the latest first (UTC); the mend is that of the latest body",
          ["Last", "Kind", "Field", "Fault and mend", "Open", "Kept"],
          groups.map(toRow),
        )
  }${countTable(counts)}`;
}

function toRow({ id, kind, fault, message, lastAt, open, count }: RejectionGroup): Html {
  const [code = "", path = ""] = fault.split(" ");
  return html`<tr><td>${instant(lastAt)}<td>${kind}<td><code>${path === "" ? "the body" : visible(path)}</code><td class="main"><a href="/refused/${id}">${shown(message)}</a> <span class="quiet">${code}</span>${labelled("open", open)}${labelled("kept", count)}</tr>`;
}

/** Also those of which no body is kept. */
function countTable(counts: readonly RefusalCount[]): Html {
  const sums = new Map<string, number>();
  for (const { code, count } of counts) sums.set(code, (sums.get(code) ?? 0) + count);
  if (sums.size === 0) return NOTHING;
  const rows = [...sums].map(
    ([code, count]) =>
      html`<tr><td><a href="/docs#${code}"><code>${code}</code></a>${labelled("refused", count)}</tr>`,
  );
  return html`<section><h2>All refusals of 14 days</h2>${table("By code, with and without a body that is kept", ["Code", "Refused"], rows)}</section>`;
}

/** A body that was sent again and is still refused. */
type Again = { readonly body: string; readonly message: string; readonly errors: readonly Fault[] };

/** One refused body, to be mended. */
export function refusedOne(rejection: Rejection, canSend: boolean, again: Again | null): Html {
  const { kind, receivedAt, keyLabel, provider, eventId, isWhole, bodyBytes, id } = rejection;
  const { message, errors } = again ?? rejection;
  const body = again?.body ?? withEscapes(indentJson(rejection.body));
  const lines = Math.min(30, body.split("\n").length + 1);
  return html`<p class="quiet"><a href="/refused">Refused</a></p><h1>Refused ${kind}</h1>
<p>At ${instant(receivedAt)} UTC, from <bdi>${keyLabel}</bdi> (${provider})</p>
${eventId === null ? NOTHING : html`<p>Sent again since: <a href="/events/${eventId}">the event that it became</a>.</p>`}
<div class="fault" role="${again === null ? "note" : "alert"}"><p>${again === null ? NOTHING : html`<b>Still refused.</b> `}${shown(message)}</p>${faultList(errors)}</div>
${isWhole ? NOTHING : html`<p>Only the start of its ${bodyBytes} bytes was kept: fill in what is missing.</p>`}
<form method="post" action="/refused/${id}" class="stack"><label>The body, to be mended<textarea name="body" rows="${lines}" spellcheck="false" dir="ltr" required>
${body}</textarea></label>${canSend ? html`<div class="actions"><button class="primary">Send again</button></div>` : html`<p class="quiet">Sending it again takes a key with the scope admin.</p>`}</form>`;
}

function faultList(errors: readonly Fault[]): Html {
  if (errors.length === 0) return NOTHING;
  return html`<dl>${errors.map(
    ({ path, message, expected, hint }) =>
      html`<dt><code>${path === "" ? "the body" : visible(path)}</code><dd>${shown(message)}<br><span class="quiet">${shown(hint ?? `expected ${expected}`)}</span>`,
  )}</dl>`;
}

/** Other bodies of the same fault. */
export function alikeList(alike: readonly AlikeRejection[], shownId: string): Html {
  const others = alike.filter(({ id }) => id !== shownId);
  if (others.length === 0) return NOTHING;
  const rows = others.map(
    ({ id, receivedAt, keyLabel, isOpen }) =>
      html`<tr><td><a href="/refused/${id}">${instant(receivedAt)}</a><td class="main">${shown(keyLabel)}<td>${isOpen ? "open" : "sent again"}</tr>`,
  );
  return html`<section><h2>Others of this fault</h2>${table("The latest first (UTC)", ["Time", "Connection", "State"], rows)}</section>`;
}
