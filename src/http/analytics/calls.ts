import { Hono } from "hono/tiny";
import * as v from "valibot";

import { pageCalls, readCall } from "../../pipeline/analytics/calls.ts";
import { refuse } from "../answer.ts";
import { allow, requireScope } from "../auth.ts";
import type { AppEnv } from "../context.ts";
import { pageLimit, readQuery } from "../query.ts";
import { answerFigures } from "./answer.ts";
import { rangeEntries, readAfterTime } from "./query.ts";
import { answerTimed, timedQuery } from "./timed.ts";

const LIST = "/api/v2/analytics/calls";
const GET = "/api/v2/analytics/calls/get";

export const callsQuery = timedQuery("eventTimestamp");

export const callQuery = v.object({
  eventOId: v.pipe(v.string(), v.description("a call's id like evt_0123…")),
  limit: pageLimit,
  cursor: v.optional(v.string()),
  format: rangeEntries.format,
});

/** Of the list in CSV. */
export const CALL_LIST_COLUMNS = [
  "oId",
  "eventTimestamp",
  "type",
  "title",
  "durationSeconds",
  "turns",
  "words",
  "speakerCount",
  "basis",
  "talkMs",
  "switches",
  "interactivity",
  "patienceMs",
  "internalShare",
];

const TURN_COLUMNS = ["speaker", "text", "startSeconds", "endSeconds"];

export const callRoutes = new Hono<AppEnv>()
  .get(LIST, requireScope("read"), (c) =>
    answerTimed(c, {
      name: "calls",
      schema: callsQuery,
      message: "Calls listed successfully",
      columns: CALL_LIST_COLUMNS,
      read: pageCalls,
      rowsOf: ({ calls }) => calls,
    }),
  )
  .all(LIST, allow("GET"))
  .get(GET, requireScope("read"), async (c) => {
    const reading = readQuery(c, callQuery);
    if (!reading.ok) return refuse(c, reading.failure);
    const { eventOId, limit, cursor, format } = reading.query;
    const place = readAfterTime(c, "turns", cursor);
    if (!place.ok) return refuse(c, place.failure);
    const page = { limit, after: place.after?.[0] ?? 0 };
    const call = await readCall(c.get("db"), c.get("holder").key.workspaceId, eventOId, page);
    if (call === null)
      return refuse(c, { code: "not_found", what: "call of this id in this workspace that is processed" });
    const { next, ...data } = call;
    const onward = next === null ? null : ([next, ""] as const);
    const figures = { message: "Call retrieved successfully", data, rows: data.turns, columns: TURN_COLUMNS };
    return answerFigures(c, { ...figures, next: { list: "turns", place: onward } }, format);
  })
  .all(GET, allow("GET"));
