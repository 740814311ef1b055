import { Hono } from "hono";
import * as v from "valibot";

import type { Fault } from "../domain/fault.ts";
import { brief } from "../domain/fault.ts";
import { KINDS } from "../domain/kinds/registry.ts";
import { persist } from "../storage/d1.ts";
import { listEvents, MAX_COUNTED } from "../storage/event-list.ts";
import { metadata, refuse } from "./answer.ts";
import { allow, requireScope } from "./auth.ts";
import type { AppEnv } from "./context.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { toListItem } from "./event-view.ts";
import {
  checkRange,
  endInstant,
  findUnknownParameters,
  pageLimit,
  readList,
  startInstant,
  toQueryFaults,
  wholeNumber,
  withoutBlankValues,
} from "./query.ts";

const querySchema = v.object({
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
});

const PATH = "/api/v2/event/list";

export const listRoutes = new Hono<AppEnv>()
  .get(PATH, requireScope("read"), async (c) => {
    const workspaceId = c.get("holder").key.workspaceId;
    const queries = c.req.queries();
    const result = v.safeParse(querySchema, withoutBlankValues(queries));
    const filter = readTypeFilter(readList(queries, "eventTypes"), readList(queries, "eventCategories"));
    const faults = [
      ...(result.success
        ? checkRange(result.output.startDate, result.output.endDate)
        : toQueryFaults(querySchema, result.issues)),
      ...filter.faults,
      ...findUnknownParameters(queries, [
        ...Object.keys(querySchema.entries),
        "eventTypes",
        "eventCategories",
      ]),
    ];
    if (!result.success || faults.length > 0) return refuse(c, { code: "invalid_request", faults });
    const { startDate, endDate, limit, offset, cursor } = result.output;
    const after = cursor === undefined ? null : readCursor(workspaceId, cursor);
    if (cursor !== undefined && after === null) return refuse(c, { code: "not_found", what: "such cursor" });
    const page = await persist(() =>
      listEvents(c.env.DB, {
        workspaceId,
        from: startDate,
        to: endDate ?? c.get("now"),
        types: filter.types,
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

type TypeFilter = { readonly types: readonly string[] | null; readonly faults: readonly Fault[] };

/** Sub-types that have one of the names and are of one of the categories; an empty list asks for all. */
function readTypeFilter(names: readonly string[], categories: readonly string[]): TypeFilter {
  const all = KINDS.flatMap(({ category, types }) =>
    Object.entries(types).map(([type, name]) => ({ type, name, category })),
  );
  const faults = [
    ...unknownAmong(
      "eventTypes",
      names,
      all.map(({ name }) => name),
    ),
    ...unknownAmong(
      "eventCategories",
      categories,
      KINDS.map(({ category }) => category),
    ),
  ];
  if (names.length === 0 && categories.length === 0) return { types: null, faults };
  const types = all
    .filter(({ name }) => names.length === 0 || has(names, name))
    .filter(({ category }) => categories.length === 0 || has(categories, category))
    .map(({ type }) => type);
  return { types, faults };
}

function unknownAmong(path: string, given: readonly string[], known: readonly string[]): Fault[] {
  return given
    .filter((value) => !has(known, value))
    .map((value) => ({
      path,
      code: "invalid_value",
      message: `${path} has ${brief(value)}, which is none of its values`,
      expected: known.join(", "),
      received: brief(value),
    }));
}

function has(values: readonly string[], wanted: string): boolean {
  return values.some((value) => value.toUpperCase() === wanted.toUpperCase());
}
