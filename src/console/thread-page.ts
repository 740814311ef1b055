import { isErased } from "../domain/erased.ts";
import { firstCodePoints } from "../domain/code-points.ts";
import { unquotedRuns } from "../domain/quotation.ts";
import type { readThread } from "../pipeline/analytics/thread.ts";
import { duration } from "./durations.ts";
import { badge, type Html, html, instant, NOTHING, shown, visible } from "./elements.ts";
import { campaignLink, conversationPath } from "./links.ts";

type Thread = NonNullable<Awaited<ReturnType<typeof readThread>>>;
type Message = Thread["thread"][number];

// So that a page of messages stays light; an event's own page has the whole.
const CHARACTERS = 3_000;

const WORDS: Readonly<Record<string, string>> = {
  sent: "Sent by",
  reply: "Reply from",
  message_sent: "Message by",
  message_received: "Message from",
  connection_sent: "Invitation by",
  connection_accepted: "Accepted by",
};

/** The messages of a conversation one below the other, the earliest first. */
export function threadPage(thread: Thread, next: string | null): Html {
  const { conversation, subject, contact, sender, campaign, messages, outbound, inbound, humanReplies } =
    thread;
  const items = thread.thread.map((message, index, all) => toItem(message, all[index - 1]));
  const later =
    next === null
      ? NOTHING
      : html`<p><a class="button" rel="next" href="${conversationPath(conversation)}&amp;cursor=${next}">Later messages</a></p>`;
  return html`<p class="quiet"><a href="/conversations">Conversations</a></p><h1>${shown(subject || "(no subject)")}</h1>
<dl><dt>Between<dd>${shown(sender || "unknown")} <span class="quiet">own side</span>${erased(sender)} and ${shown(contact || "unknown")}${erased(contact)}
<dt>Messages<dd>${messages}: ${outbound} out, ${inbound} in, of these ${humanReplies} human ${humanReplies === 1 ? "reply" : "replies"}
<dt>Time (UTC)<dd>${instant(Date.parse(thread.firstAt))} to ${instant(Date.parse(thread.lastAt))}${campaign === null ? NOTHING : html`<dt>Campaign<dd>${campaignLink(campaign)}`}</dl>
<h2>Messages, the earliest first</h2><ol class="thread">${items}</ol>${later}`;
}

function toItem(message: Message, before: Message | undefined): Html {
  const { oId, eventTimestamp, kind, type, direction, from, to, subject, replyKind, firstReplyMs } = message;
  const at = Date.parse(eventTimestamp);
  const gap =
    before === undefined
      ? NOTHING
      : html`<p class="quiet gap">${duration(at - Date.parse(before.eventTimestamp)) || "at once"}${before.eventTimestamp === eventTimestamp ? NOTHING : " later"}</p>`;
  const changed =
    before !== undefined && before.subject !== subject && subject !== ""
      ? html`<p><b>${shown(subject)}</b></p>`
      : NOTHING;
  const answered =
    firstReplyMs === null
      ? NOTHING
      : html` <span class="quiet">answered after ${duration(firstReplyMs) || "0 s"}</span>`;
  return html`<li>${gap}<article class="${direction === "outbound" ? "own" : "other"}"><p class="head"><b>${WORDS[type] ?? type}</b> ${shown(from)}${erased(from)} <span class="quiet">to ${shown(to)}${erased(to)}</span> ${replyKind === null ? NOTHING : badge(replyKind)}${answered}<span class="end"><a href="/events/${oId}">${instant(at)}</a>${kind === "emails" ? NOTHING : html` <span class="quiet">${kind}</span>`}</span></p>${changed}${texts(message)}</article>`;
}

function erased(who: string | null): Html {
  return who !== null && isErased(who) ? html` <span class="badge">erased person</span>` : NOTHING;
}

function texts({ oId, text, ownText }: Message): Html {
  const whole = text?.trim() ?? "";
  if (whole === "" && !ownText) return html`<p class="quiet">No text.</p>`;
  const own = ownText ?? unquotedRuns(whole.split("\n"))[0]?.join("\n").trim() ?? "";
  const rest = (whole.startsWith(own) ? whole.slice(own.length) : whole).trim();
  const folded =
    rest === ""
      ? NOTHING
      : html`<details><summary>Quoted text and signature</summary>${said(oId, rest)}</details>`;
  return html`${own === "" ? NOTHING : said(oId, own)}${folded}`;
}

function said(id: string, text: string): Html {
  const part = firstCodePoints(text, CHARACTERS);
  const more =
    part === text
      ? NOTHING
      : html`<p><a href="/events/${id}">It goes on: the whole is with the event</a></p>`;
  return html`<div class="said" dir="auto">${visible(part)}</div>${more}`;
}
