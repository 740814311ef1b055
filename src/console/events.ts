import { Hono } from "hono/tiny";

import { KINDS } from "../domain/kinds/registry.ts";
import type { AppEnv } from "../http/context.ts";
import { writeCursor } from "../http/cursor.ts";
import { LOOKED_AT, type Found } from "../storage/event-search.ts";
import type { ListedEvent } from "../storage/event-list.ts";
import { requireSession, workspaceOf } from "./access.ts";
import { answerCsv } from "./csv.ts";
import {
  badge,
  empty,
  type Html,
  html,
  instant,
  labelled,
  NOTHING,
  option,
  shown,
  table,
} from "./elements.ts";
import { type EventFilter, readFilter, STATUSES, toQuery, toSearch, toTypes } from "./event-filter.ts";
import { findEvents } from "./find-events.ts";
import { answerPage } from "./page.ts";

const PAGE = 50;

export const eventsRoutes = new Hono<AppEnv>()
  .get("/events", requireSession("read"), async (c) => {
    const filter = readFilter(c);
    const found = await findEvents(c.get("db"), toSearch(c, filter, PAGE));
    const next = found.next === null ? null : writeCursor(workspaceOf(c), [...found.next]);
    const content = html`<h1>Events</h1>${filterForm(filter)}${list(filter, found)}${more(filter, next, found)}`;
    return answerPage(c, { title: titleOf("Events", filter.type), content });
  })
  .get("/events.csv", requireSession("read"), (c) => answerCsv(c, toSearch(c, readFilter(c), PAGE)));

function filterForm(filter: EventFilter): Html {
  return html`<form class="filter" action="/events" role="search">
<label class="wide">Subject, title or person<input type="search" name="q" value="${filter.q}" dir="auto"></label>
<label>Kind<select name="type">${typeOptions(filter.type)}</select></label>
<label>Status<select name="status">${option("", "Any", filter.status)}${STATUSES.map((status) => option(status, status, filter.status))}</select></label>
<label>Provider<input name="provider" value="${filter.provider}" size="8"></label>
<label>From<input type="date" name="from" value="${filter.from}"></label><label>To<input type="date" name="to" value="${filter.to}"></label>
<button class="primary">Filter</button><a class="button" href="/events">Clear</a><a class="button" href="/events.csv?${toQuery(filter, null)}">CSV</a></form>`;
}

/** Kinds and their sub-types as one choice. */
export function typeOptions(chosen: string): readonly Html[] {
  return [
    option("", "All", chosen),
    ...KINDS.map(
      ({ name, types }) =>
        html`<optgroup label="${name}">${option(name, `all ${name}`, chosen)}${Object.keys(types).map((type) => option(type, `${name}: ${type}`, chosen))}</optgroup>`,
    ),
  ];
}

/** With the kind that is chosen, for those who hear the title when the page has loaded. */
export function titleOf(page: string, chosen: string): string {
  return toTypes(chosen) === null ? page : `${page}: ${chosen}`;
}

function list(filter: EventFilter, { events, isCut }: Found): Html {
  if (events.length > 0) {
    const caption =
      filter.q === ""
        ? "The latest first, by their own time (UTC)"
        : "The latest to arrive first; their own time (UTC)";
    return table(caption, ["Time", "Kind", "Event", "Status", "Provider", "Repeats"], events.map(toRow));
  }
  if (isCut) return NOTHING;
  return toQuery(filter, null) === ""
    ? empty(
        "Nothing has arrived yet",
        html`<a href="/connect">Connect a sender</a>, then watch <a href="/live">what arrives</a>.`,
      )
    : empty(
        "No event is like that",
        html`Widen the filter, or <a href="/events">see all</a>. Words are found up to a minute after an event arrived, and what was <a href="/refused">refused</a> is no event.`,
      );
}

function toRow({ id, kind, type, occurredAt, summary, status, provider, duplicates }: ListedEvent): Html {
  return html`<tr><td>${instant(occurredAt)}<td>${kind} <span class="quiet">${type}</span><td class="main"><a href="/events/${id}">${shown(summary)}</a><td>${badge(status)}<td>${provider}${duplicates === 0 ? html`<td>` : labelled("repeats", duplicates)}</tr>`;
}

function more(filter: EventFilter, next: string | null, { isCut }: Found): Html {
  if (next === null) return NOTHING;
  const looked = isCut ? html`<p class="quiet">Looked at ${LOOKED_AT} events for these.</p>` : NOTHING;
  return html`${looked}<p><a class="button" rel="next" href="/events?${toQuery(filter, next)}">${isCut ? "Look further back" : "Older events"}</a></p>`;
}
