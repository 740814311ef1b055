import * as v from "valibot";

import { querySchema as exportQuery } from "../../http/export.ts";
import { querySchema as listQuery } from "../../http/list.ts";
import { EVENT_CATEGORIES, EVENT_TYPES, exportedEvent, listedEvent, wholeEvent } from "../answers/event.ts";
import { answered, count, eventId, said } from "../answers/values.ts";
import { LISTED_EVENT, WHOLE_EVENT } from "../example-events.ts";
import { IDS, METADATA } from "../example-values.ts";
import type { Operation } from "../operation.ts";

const TAG = "Read";

export const readOperations: readonly Operation[] = [
  {
    call: "GET /api/v2/event/list",
    id: "list_events",
    tag: TAG,
    summary: "List events",
    description:
      "The newest first by their own time, then by arrival. Lists are written `a=1&a=2`, `a[]=1`, `a[0]=1` or `a=1,2`, in upper or lower case. A parameter that is not named here is refused.",
    needs: "read",
    query: v.object({
      ...listQuery.entries,
      eventTypes: v.optional(v.pipe(v.array(v.picklist(EVENT_TYPES)), v.description("only these types"))),
      eventCategories: v.optional(
        v.pipe(
          v.array(v.picklist(EVENT_CATEGORIES)),
          v.description("with eventTypes, events must match both"),
        ),
      ),
    }),
    queryExample: { startDate: "2024-02-01", limit: "20", eventTypes: "EMAIL_SENT,EMAIL_REPLY_RECEIVED" },
    answer: {
      description: "A page of events.",
      schema: answered(
        v.object({
          events: v.array(listedEvent),
          total: v.pipe(count, v.description("exact up to 10,000")),
          totalIsMinimum: v.optional(v.pipe(v.literal(true), v.description("there beyond that"))),
          hasMore: v.boolean(),
          nextCursor: v.nullable(said("the parameter cursor of the next page; null on the last")),
        }),
      ),
      example: {
        _metadata: { ...METADATA, message: "Events listed successfully" },
        data: { events: [LISTED_EVENT], total: 1, hasMore: false, nextCursor: null },
      },
    },
    refusals: ["not_found"],
  },
  {
    call: "GET /api/v2/event/get",
    id: "get_event",
    tag: TAG,
    summary: "Get one event",
    description: "As it was sent, as it is understood, and what became of it.",
    needs: "read",
    query: v.object({ eventOId: eventId }),
    queryExample: { eventOId: IDS.event },
    answer: {
      description: "The event.",
      schema: answered(wholeEvent),
      example: { _metadata: { ...METADATA, message: "Event retrieved successfully" }, data: WHOLE_EVENT },
    },
    refusals: ["not_found"],
  },
  {
    call: "GET /api/v2/event/export",
    id: "export_events",
    tag: TAG,
    summary: "Export events",
    description:
      "All events of a time range, the earliest first by their own time, one JSON text a line, gzipped when `Accept-Encoding` names gzip. The answer breaks off when something fails in the middle: only one that ends well is whole.",
    needs: "read",
    query: exportQuery,
    queryExample: { startDate: "2024-01-01", endDate: "2024-12-31" },
    answer: {
      description: "One such object a line.",
      mediaType: "application/x-ndjson",
      schema: exportedEvent,
      example: {
        oId: IDS.event,
        type: "emails",
        receivedAt: LISTED_EVENT.receivedAt,
        provider: "GENERIC",
        body: WHOLE_EVENT.body,
      },
    },
  },
];
