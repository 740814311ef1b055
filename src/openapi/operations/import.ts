import * as v from "valibot";

import { importSchema } from "../../http/import-body.ts";
import { importJob, importSummary } from "../answers/import.ts";
import { answered, idOf } from "../answers/values.ts";
import { EVENT_EXAMPLES } from "../event-examples.ts";
import { EXAMPLE_TIME, IDS, METADATA } from "../example-values.ts";
import { IMPORTED_EVENT } from "../imported-events.ts";
import { convert, SCHEMAS } from "../json-schema.ts";
import type { Operation } from "../operation.ts";

const TAG = "Import";

const CALLBACK_URL = "https://example.com/imported";

const ITEM = { $ref: SCHEMAS + IMPORTED_EVENT };

const email = { type: "email", ...Object(EVENT_EXAMPLES["emails"]?.["sent"]) };
const deal = {
  type: "crm",
  sourceProviderName: "HubSpot",
  ...Object(EVENT_EXAMPLES["crm"]?.["deal_won"]),
};

const counts = {
  total: 1,
  preSkipped: 0,
  duplicatesInBatch: 0,
  skipped: 0,
  ingested: 0,
  pending: 1,
  failed: 0,
};

const job = {
  oId: IDS.job,
  type: "email",
  status: "PENDING",
  createdAt: EXAMPLE_TIME,
  completedAt: null,
  ...counts,
  callbackStatus: "WAITING",
};

const completed = {
  ...job,
  status: "COMPLETED",
  completedAt: "2026-11-21T10:31:00.000Z",
  pending: 0,
  ingested: 1,
  callbackStatus: "DELIVERED",
};

/** What the body's check says of the list, with what stands in it. */
function importBody() {
  const { properties, ...schema } = convert(importSchema, {});
  const { events, callbackUrl } = Object(properties);
  return {
    ...schema,
    properties: {
      events: { ...events, items: ITEM },
      callbackUrl: { ...callbackUrl, default: undefined, description: CALLED },
    },
  };
}

const CALLED =
  "an https URL of a public host, in at most 2,048 characters, that is told of each job when it is completed";

export const importOperations: readonly Operation[] = [
  {
    call: "POST /api/v2/event/import",
    id: "import_events",
    tag: TAG,
    summary: "Import events",
    description:
      "1 to 1,000 events, each of at most 1,048,576 bytes, together 8,388,608 after decompression, plain or as gzip. With `application/x-ndjson` they come one a line, and `callbackUrl` stands in the query; `application/ndjson`, `application/jsonl` and `application/x-jsonlines` mean the same. Events that can't be stored do not fail the others: the answer says of each what became of it. Sent again, after 503 or when no answer came, nothing is stored twice. It counts once for the rate limit.",
    needs: "ingest",
    query: v.object({
      callbackUrl: v.optional(v.pipe(v.string(), v.description(`with NDJSON only: ${CALLED}`))),
    }),
    body: {
      schema: importBody(),
      examples: { events: { events: [email, deal], callbackUrl: CALLBACK_URL } },
    },
    otherBodies: { "application/x-ndjson": { schema: ITEM, examples: { line: deal } } },
    answer: {
      description: "What became of each event; 200 also when some or all failed.",
      schema: answered(importSummary),
      example: {
        _metadata: { ...METADATA, message: "1 of 1 events stored, 0 skipped, 0 failed" },
        data: {
          ...counts,
          jobs: [job],
          results: [
            {
              index: 0,
              eventOId: IDS.event,
              status: "stored",
              processingStatus: "pending",
              dedupSource: "content",
              warnings: [],
            },
          ],
          warnings: [],
        },
      },
    },
    refusals: ["rate_limited"],
    callbacks: {
      completed: {
        "{$request.body#/callbackUrl}": {
          post: {
            summary: "A job is completed",
            description:
              "Once for each job, within about a minute of its completion. What is not answered with 2xx within 10 seconds is tried five times more. `webhook-id`, `webhook-timestamp` and, where the operator has set a secret, `webhook-signature` are headers as in Standard Webhooks.",
            requestBody: {
              required: true,
              content: {
                "application/json": {
                  schema: { $ref: `${SCHEMAS}ImportCompleted` },
                  example: { type: "import.completed", timestamp: completed.completedAt, data: completed },
                },
              },
            },
            responses: { "2XX": { description: "It was taken." } },
          },
        },
      },
    },
  },
  {
    call: "GET /api/v2/event/import/status",
    id: "get_import",
    tag: TAG,
    summary: "How far an import is",
    description:
      "An import makes one job for each type in it, known for 30 days. `jobOId` is another name of the parameter.",
    needs: "ingest",
    query: v.object({ oId: idOf("pbj", "the job's id") }),
    queryExample: { oId: IDS.job },
    answer: {
      description: "The job.",
      schema: answered(importJob),
      example: {
        _metadata: { ...METADATA, message: "Import job retrieved successfully" },
        data: completed,
      },
    },
    refusals: ["not_found"],
  },
];
