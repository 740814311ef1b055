import type { toEventView } from "../http/event-view.ts";
import { badge, type Html, html, instant, NOTHING, shown, table, visible } from "./elements.ts";
import { indentJson } from "./indent.ts";

type EventView = Awaited<ReturnType<typeof toEventView>>;

/** One event: what happened to it, what was sent and what that was taken for. */
export function eventPage(event: EventView, links: Html, isAdmin: boolean): Html {
  const { oId, eventSummary, processingStatus, eventType, connection, failure } = event;
  return html`<p class="quiet"><a href="/events">Events</a></p><h1>${shown(eventSummary)}</h1>
<p>${badge(processingStatus)} <code>${eventType}</code> at ${instant(Date.parse(event.eventTimestamp))} UTC, by <bdi>${connection.keyLabel ?? connection.keyOId}</bdi> (${connection.providerName})</p>
${failure === null ? NOTHING : html`<p class="fault">${visible(failure)}</p>`}${isAdmin ? actions(oId, processingStatus) : NOTHING}
${links}${warnings(event)}${conflicts(event, isAdmin)}
<section><h2>Story</h2>${table("What happened, in the order of time (UTC)", ["Time", "What", "Details"], event.story.map(toStep))}</section>
${results(event)}
<section class="beside"><div><h2>Understood</h2>${event.event === null ? html`<p>This version does not understand it.</p>` : code("What was understood", JSON.stringify(event.event, null, 2))}</div>
<div><h2>As sent</h2>${code("The body as it was sent", indentJson(event.body))}</div></section>
<p class="quiet">Id <code>${oId}</code>, from ${event.dedupSource === "eventId" ? html`the sender's <code>eventId</code>` : "its content"}</p>`;
}

function actions(id: string, status: string): Html {
  const replay =
    status === "pending"
      ? NOTHING
      : html`<form method="post" action="/events/${id}/replay"><button>Process again</button></form>`;
  return html`<div class="actions">${replay}<a class="button" href="/events/${id}/delete">Delete …</a></div>`;
}

function warnings({ warnings: found }: EventView): Html {
  if (found.length === 0) return NOTHING;
  return html`<section><h2>Warnings</h2><ul>${found.map(
    ({ path, message }) => html`<li><code>${visible(path)}</code> ${shown(message)}`,
  )}</ul></section>`;
}

function conflicts({ oId, conflicts: kept }: EventView, isAdmin: boolean): Html {
  if (kept.length === 0) return NOTHING;
  return html`<section><h2>Arrived again with other content</h2><p>The first to arrive stays until you choose another.</p>${kept.map(
    ({ conflictOId, receivedAt, providerName, body }) =>
      html`<details><summary>${instant(Date.parse(receivedAt))} by ${providerName}</summary>${code("The differing body", indentJson(body))}${
        isAdmin
          ? html`<form method="post" action="/events/${oId}/adopt"><button name="conflict" value="${conflictOId}">Use this one instead</button></form>`
          : NOTHING
      }</details>`,
  )}</section>`;
}

function toStep({ at, step, ...details }: EventView["story"][number]): Html {
  const said = Object.entries(details)
    .filter(([name]) => name !== "isLast")
    .map(([name, value]) => html`${name} ${visible(String(value))} `);
  return html`<tr><td>${instant(Date.parse(at))}<td>${badge(step)}<td class="text quiet">${said}</tr>`;
}

function results({ results: made }: EventView): Html {
  const found = Object.entries(made).filter(([, value]) => value !== null);
  if (found.length === 0) return NOTHING;
  return html`<section><h2>Results</h2>${found.map(([name, value]) => code(name, JSON.stringify(value, null, 2)))}</section>`;
}

/** Text as it is, with a name for those who don't see it. */
function code(name: string, text: string): Html {
  return html`<pre tabindex="0" role="region" aria-label="${name}" dir="auto">${visible(text)}</pre>`;
}
