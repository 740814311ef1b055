import { Hono } from "hono/tiny";
import * as v from "valibot";

import { persist } from "../storage/d1.ts";
import { listEvents, MAX_COUNTED } from "../storage/event-list.ts";
import { metadata, refuse } from "./answer.ts";
import { allow, requireScope } from "./auth.ts";
import type { AppEnv } from "./context.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { toListItem } from "./event-view.ts";
import { endInstant, pageLimit, readList, readQuery, startInstant, wholeNumber } from "./query.ts";
import { readTypeFilter } from "./type-filter.ts";

export const querySchema = v.object({
  startDate: startInstant,
  endDate: v.optional(endInstant),
  limit: pageLimit,
  // Not taken for less, as a limit is: whoever pages by offsets would read the same page again and again.
  offset: v.optional(
    v.pipe(
      wholeNumber(0),
      v.maxValue(MAX_COUNTED, `is more than ${MAX_COUNTED}: use the cursor nextCursor instead`),
    ),
    "0",
  ),
  cursor: v.optional(v.string()),
  processingStatus: v.optional(v.picklist(["stored", "pending", "processed", "failed"])),
});

const PATH = "/api/v2/event/list";

export const listRoutes = new Hono<AppEnv>()
  .get(PATH, requireScope("read"), async (c) => {
    const workspaceId = c.get("holder").key.workspaceId;
    const queries = c.req.queries();
    const filter = readTypeFilter(readList(queries, "eventTypes"), readList(queries, "eventCategories"));
    const names = ["eventTypes", "eventCategories"];
    const reading = readQuery(c, querySchema, { names, faults: filter.faults });
    if (!reading.ok) return refuse(c, reading.failure);
    const { startDate, endDate, limit, offset, cursor, processingStatus } = reading.query;
    const after = cursor === undefined ? null : readCursor(workspaceId, cursor);
    if (cursor !== undefined && after === null) return refuse(c, { code: "not_found", what: "such cursor" });
    const page = await persist(() =>
      listEvents(c.get("db"), {
        workspaceId,
        from: startDate,
        to: endDate ?? c.get("now"),
        types: filter.types,
        status: processingStatus ?? null,
        limit,
        offset,
        after,
      }),
    );
    const last = page.events.at(-1);
    return c.json({
      _metadata: metadata(c, "Events listed successfully"),
      data: {
        events: page.events.map(toListItem),
        total: page.total,
        ...(page.totalIsMinimum ? { totalIsMinimum: true } : {}),
        hasMore: page.hasMore,
        nextCursor:
          page.hasMore && last !== undefined ? writeCursor(workspaceId, [last.occurredAt, last.seq]) : null,
      },
    });
  })
  .all(PATH, allow("GET"));
