import { Hono } from "hono/tiny";

import type { AppContext, AppEnv } from "../http/context.ts";
import { persist } from "../storage/d1.ts";
import {
  findArrivals,
  findLatest,
  findRepeated,
  type LiveEvent,
  type LiveRejection,
  type Seen,
} from "../storage/live.ts";
import { requireSession, workspaceOf } from "./access.ts";
import { toTypes } from "./event-filter.ts";
import { titleOf, typeOptions } from "./events.ts";
import { badge, type Html, html, NOTHING, option, shown, table } from "./elements.ts";
import { answerPage } from "./page.ts";
import { readSeen, writeSeen } from "./seen.ts";

const SHOWN = 50;

/** One arrival, as a row. */
type Row = {
  readonly at: number;
  readonly kind: string;
  readonly type: string;
  readonly outcome: Outcome;
  readonly html: Html;
};

const OUTCOMES = ["accepted", "duplicate", "refused"] as const;
type Outcome = (typeof OUTCOMES)[number];

export const liveRoutes = new Hono<AppEnv>()
  .get("/live", requireSession("read"), async (c) => {
    const [{ events, rejections, seen }, latest] = await Promise.all([
      look(c, { event: 0, rejection: 0, repeats: 0, at: 0 }),
      persist(() => findLatest(c.get("db"), workspaceOf(c))),
    ]);
    const known = new Set(events.map(({ id }) => id));
    const all = [...events, ...latest.filter(({ id }) => !known.has(id))];
    const rows = pick(c, [...all.flatMap((event) => toRows(event)), ...rejections.map(toRefusedRow)]);
    const { type = "", outcome = "" } = c.req.query();
    const content = html`<h1>Live</h1><form class="filter" action="/live"><label>Kind<select name="type">${typeOptions(type)}</select></label>
<label>Outcome<select name="outcome">${option("", "All", outcome)}${OUTCOMES.map((name) => option(name, name, outcome))}</select></label><button class="primary">Filter</button>
<button type="button" id="pause" hidden>Pause</button><a class="button" id="reload" href="${c.req.url.slice(new URL(c.req.url).origin.length)}">Reload</a><p id="state" class="quiet" role="status"></p></form>
<div id="live" data-seen="${writeSeen(seen)}">${table("As they arrive, the latest first (UTC)", ["Time", "Outcome", "Kind", "What", "Connection"], rows)}</div>
<div class="empty" id="none"${rows.length > 0 ? html` hidden` : NOTHING}><h2>Nothing has arrived yet</h2><p><a href="/connect">Connect a sender</a>: what it sends shows here within two seconds, refused or not.</p></div>`;
    return answerPage(c, { title: titleOf("Live", type), content });
  })
  .get("/live/rows", requireSession("read"), async (c) => {
    const before = readSeen(c.req.query("seen") ?? "");
    const { events, rejections, seen } = await look(c, before);
    const hasRepeats = seen.repeats > before.repeats;
    const repeated = hasRepeats
      ? await persist(() => findRepeated(c.get("db"), workspaceOf(c), before.at))
      : [];
    const rows = pick(c, [
      ...events.flatMap((event) => toRows(event)),
      ...repeated.map(toRepeatRow),
      ...rejections.map(toRefusedRow),
    ]);
    const headers = {
      "x-seen": writeSeen(seen),
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'",
    };
    return rows.length === 0 ? c.body(null, 204, headers) : c.html(html`${rows}`.html, 200, headers);
  });

function look(c: AppContext, seen: Seen) {
  return persist(() => findArrivals(c.get("db"), workspaceOf(c), seen, c.get("now")));
}

/** Those that the filter of the page lets through, the latest first. */
function pick(c: AppContext, rows: readonly Row[]): readonly Html[] {
  const { type = "", outcome = "" } = c.req.query();
  const types = toTypes(type);
  return rows
    .filter((row) => outcome === "" || row.outcome === outcome)
    .filter((row) => types === null || types.includes(row.type) || (row.type === "" && row.kind === type))
    .toSorted((one, other) => other.at - one.at)
    .slice(0, SHOWN)
    .map((row) => row.html);
}

function toRows(event: LiveEvent): readonly Row[] {
  return event.lastDuplicateAt === null ? [toAcceptedRow(event)] : [toAcceptedRow(event), toRepeatRow(event)];
}

function toAcceptedRow(event: LiveEvent): Row {
  return toRow(event, "accepted", event.receivedAt, event.id, NOTHING);
}

function toRepeatRow(event: LiveEvent): Row {
  const times = html` <span class="quiet">× ${event.duplicates}</span>`;
  return toRow(
    event,
    "duplicate",
    event.lastDuplicateAt ?? event.receivedAt,
    `${event.id}-${event.duplicates}`,
    times,
  );
}

function toRow(event: LiveEvent, outcome: Outcome, at: number, key: string, more: Html): Row {
  const { id, kind, type, summary, connection } = event;
  const what = html`<a href="/events/${id}">${shown(summary)}</a>${more}`;
  return {
    at,
    kind,
    type,
    outcome,
    html: toHtml(key, outcome, at, html`${kind} <span class="quiet">${type}</span>`, what, connection),
  };
}

function toRefusedRow({ id, kind, receivedAt: at, message, connection }: LiveRejection): Row {
  const what = html`<a href="/refused/${id}">${shown(message)}</a>`;
  return {
    at,
    kind,
    type: "",
    outcome: "refused",
    html: toHtml(id, "refused", at, html`${kind}`, what, connection),
  };
}

function toHtml(key: string, outcome: Outcome, at: number, kind: Html, what: Html, connection: string): Html {
  const iso = new Date(at).toISOString();
  return html`<tr data-key="${key}"><td><time datetime="${iso}" data-age>${iso.slice(0, 10)} <b>${iso.slice(11, 19)}</b></time><td>${badge(outcome)}<td>${kind}<td class="main">${what}<td>${shown(connection)}</tr>`;
}
