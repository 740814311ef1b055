import { Hono } from "hono/tiny";

import type { AppEnv } from "../http/context.ts";
import { writeCursor } from "../http/cursor.ts";
import { LOOKED_AT } from "../storage/event-search.ts";
import type { ListedEvent } from "../storage/event-list.ts";
import { requireSession, workspaceOf } from "./access.ts";
import { answerCsv } from "./csv.ts";
import { badge, instant, options, shown } from "./elements.ts";
import { readFilter, STATUSES, titleOf, toQuery, toSearch, typeOptions } from "./event-filter.ts";
import { findEvents } from "./find-events.ts";
import { part, type Slots } from "./fragment.ts";
import { answerPage } from "./page.ts";

const PAGE = 50;

export const eventsRoutes = new Hono<AppEnv>()
  .get("/events", requireSession("read"), async (c) => {
    const filter = readFilter(c);
    const { events, next, isCut } = await findEvents(c.get("db"), toSearch(c, filter, PAGE));
    const content = await part(c, "events", {
      ...filter,
      types: typeOptions(filter.type),
      statuses: options(STATUSES, filter.status),
      query: toQuery(filter, null),
      found: events.length || null,
      none: events.length > 0 || isCut ? null : 1,
      events: events.map(toRow),
      looked: isCut ? LOOKED_AT : null,
      next: next === null ? null : toQuery(filter, writeCursor(workspaceOf(c), [...next])),
    });
    return answerPage(c, { title: titleOf("Events", filter.type), content });
  })
  .get("/events.csv", requireSession("read"), (c) => answerCsv(c, toSearch(c, readFilter(c), PAGE)));

function toRow({ id, kind, type, occurredAt, summary, status, provider, duplicates }: ListedEvent): Slots {
  return {
    at: instant(occurredAt),
    kind,
    type,
    id,
    summary: shown(summary),
    status: badge(status),
    provider,
    repeats: duplicates || null,
  };
}
