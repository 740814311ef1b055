import * as v from "valibot";

import { allowSchema, eraseSchema, exportSchema } from "../../http/subjects.ts";
import { exportedEvent, results } from "../answers/event.ts";
import { rejectedKind, rejectionId } from "../answers/rejection.ts";
import { answered, counted, count, idOf, instant, said } from "../answers/values.ts";
import { EXAMPLE_TIME, IDS, METADATA } from "../example-values.ts";
import type { Operation } from "../operation.ts";

const TAG = "People";
const EMAIL = "ann@example.com";

const erasureId = idOf("ers", "the erasure's id");

const erasure = answered(
  v.object({
    erasureOId: erasureId,
    state: v.picklist(["RUNNING", "COMPLETED"]),
    createdAt: instant,
    completedAt: v.nullable(instant),
    replacedBy: said("what stands in the place of the person where events are kept"),
    deletedEvents: counted("events in which the person was the only counterpart"),
    redactedEvents: count,
    deletedConflicts: count,
    deletedRejections: count,
    suppressed: v.pipe(v.boolean(), v.description("whether the address is refused now")),
  }),
);

const completed = {
  erasureOId: IDS.erasure,
  state: "COMPLETED",
  createdAt: EXAMPLE_TIME,
  completedAt: "2026-11-21T10:30:01.000Z",
  replacedBy: "erased-1",
  deletedEvents: 12,
  redactedEvents: 3,
  deletedConflicts: 0,
  deletedRejections: 1,
  suppressed: true,
};

const { oId, receivedAt, provider, body } = exportedEvent.entries;

const trace = v.object({
  record: v.picklist(["event", "conflict", "rejection"]),
  oId: v.optional(oId),
  rejectionOId: v.optional(rejectionId),
  type: rejectedKind,
  receivedAt,
  provider,
  body,
  results: v.optional(results),
});

export const peopleOperations: readonly Operation[] = [
  {
    call: "POST /api/v2/subjects/erase",
    id: "erase_person",
    tag: TAG,
    summary: "Erase a person",
    description:
      "Events in which the person is the only counterpart are deleted; in all others the person becomes `erased-1`, `erased-2`, … in body and results. Unless `suppress` is false, events that contain the address are refused from now on.",
    needs: "admin",
    body: { schema: eraseSchema, examples: { erase: { email: EMAIL } } },
    answer: {
      description: "The receipt; the erasure goes on by itself while it is running.",
      schema: erasure,
      example: { _metadata: { ...METADATA, message: "Person erased" }, data: completed },
    },
  },
  {
    call: "GET /api/v2/subjects/erase/status",
    id: "get_erasure",
    tag: TAG,
    summary: "How far an erasure is",
    description: "The receipt of an erasure.",
    needs: "admin",
    query: v.object({ erasureOId: erasureId }),
    queryExample: { erasureOId: IDS.erasure },
    answer: {
      description: "The receipt.",
      schema: erasure,
      example: { _metadata: { ...METADATA, message: "Erasure retrieved successfully" }, data: completed },
    },
    refusals: ["not_found"],
  },
  {
    call: "POST /api/v2/subjects/allow",
    id: "allow_person",
    tag: TAG,
    summary: "Take events of a person again",
    description: "Ends the suppression of an address. What was erased stays erased.",
    needs: "admin",
    body: { schema: allowSchema, examples: { allow: { email: EMAIL } } },
    answer: {
      description: "The address is not refused any more.",
      schema: answered(v.object({ wasSuppressed: v.boolean() })),
      example: {
        _metadata: { ...METADATA, message: "Address allowed again" },
        data: { wasSuppressed: true },
      },
    },
  },
  {
    call: "GET /api/v2/subjects/export",
    id: "export_person",
    tag: TAG,
    summary: "Export a person's data",
    description: "Everything that erasing the person would touch, one JSON text a line.",
    needs: "admin",
    query: exportSchema,
    queryExample: { email: EMAIL },
    answer: {
      description: "One such object a line.",
      mediaType: "application/x-ndjson",
      schema: trace,
      example: {
        record: "event",
        oId: IDS.event,
        type: "emails",
        receivedAt: EXAMPLE_TIME,
        provider: "GENERIC",
        body: '{"eventType": "sent", "…": "…"}',
        results: { message: null, signal: null, outcome: null, call: null },
      },
    },
  },
];
