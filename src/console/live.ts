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
import { options, shown } from "./elements.ts";
import { titleOf, toTypes, typeOptions } from "./event-filter.ts";
import { part, type Slots } from "./fragment.ts";
import { answerPage } from "./page.ts";
import { readSeen, writeSeen } from "./seen.ts";

const SHOWN = 50;

/** One arrival; `type` is that of an event. */
type Arrival = {
  readonly key: string;
  readonly at: number;
  readonly outcome: Outcome;
  readonly kind: string;
  readonly type: string;
  readonly href: string;
  readonly what: string;
  readonly times?: number;
  /** Of a refused body: the event that it became when it was mended, or that it is open. */
  readonly event?: string | null;
  readonly open?: number | null;
  readonly connection: string;
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
    const rows = pick(c, [...all.flatMap((event) => toArrivals(event)), ...rejections.map(toRefused)]);
    const { type = "", outcome = "" } = c.req.query();
    const content = await part(c, "live", {
      types: typeOptions(type),
      outcomes: options(OUTCOMES, outcome),
      here: c.req.url.slice(new URL(c.req.url).origin.length),
      seen: writeSeen(seen),
      rows,
      hidden: rows.length > 0 ? "hidden" : "",
      filter: type + outcome,
    });
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
      ...events.flatMap((event) => toArrivals(event)),
      ...repeated.map(toRepeat),
      ...rejections.map(toRefused),
    ]);
    const headers = {
      "x-seen": writeSeen(seen),
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'",
    };
    if (rows.length === 0) return c.body(null, 204, headers);
    return c.html((await part(c, "live", { rows })).html, 200, headers);
  });

function look(c: AppContext, seen: Seen) {
  return persist(() => findArrivals(c.get("db"), workspaceOf(c), seen, c.get("now")));
}

/** Those that the filter of the page lets through, the latest first. */
function pick(c: AppContext, arrivals: readonly Arrival[]): readonly Slots[] {
  const { type: wanted = "", outcome: only = "" } = c.req.query();
  const types = toTypes(wanted);
  return arrivals
    .filter(({ outcome }) => only === "" || outcome === only)
    .filter(({ kind, type }) => types === null || types.includes(type) || (type === "" && kind === wanted))
    .toSorted((one, other) => other.at - one.at)
    .slice(0, SHOWN)
    .map(toRow);
}

function toRow({ at, what, connection, ...arrival }: Arrival): Slots {
  const iso = new Date(at).toISOString();
  const time = { iso, day: iso.slice(0, 10), second: iso.slice(11, 19) };
  return { ...arrival, ...time, what: shown(what), connection: shown(connection) };
}

function toArrivals(event: LiveEvent): readonly Arrival[] {
  return event.lastDuplicateAt === null ? [toAccepted(event)] : [toAccepted(event), toRepeat(event)];
}

function toAccepted({ id, receivedAt: at, kind, type, summary: what, connection }: LiveEvent): Arrival {
  return { key: id, at, outcome: "accepted", kind, type, href: `/events/${id}`, what, connection };
}

function toRepeat(event: LiveEvent): Arrival {
  const { id, duplicates: times, lastDuplicateAt, receivedAt } = event;
  const at = lastDuplicateAt ?? receivedAt;
  return { ...toAccepted(event), key: `${id}-${times}`, at, outcome: "duplicate", times };
}

function toRefused({
  id,
  receivedAt: at,
  message: what,
  eventId: event,
  ...rejection
}: LiveRejection): Arrival {
  const open = event === null ? 1 : null;
  return {
    ...rejection,
    key: id,
    at,
    outcome: "refused",
    type: "",
    href: `/refused/${id}`,
    what,
    event,
    open,
  };
}
