import * as v from "valibot";

import { orderSchema } from "../../http/replay-rejections.ts";
import { querySchema } from "../../http/rejections.ts";
import {
  listedRejection,
  refusalCount,
  rejectionId,
  replayedRejection,
  wholeRejection,
} from "../answers/rejection.ts";
import { answered, counted, said } from "../answers/values.ts";
import { EXAMPLE_TIME, IDS, METADATA } from "../example-values.ts";
import type { Operation } from "../operation.ts";

const TAG = "Rejections";

const listed = {
  rejectionOId: IDS.rejection,
  receivedAt: EXAMPLE_TIME,
  kind: "emails",
  status: 400,
  code: "invalid_event",
  message: 'to[0].email "nobody" is not an email address: expected an email address like ann@example.com',
  keyOId: IDS.key,
  keyLabel: "n8n, campaign mails",
  providerName: "N8N",
  bodyBytes: 312,
  replayable: true,
  replayedAt: null,
  eventOId: null,
};

export const rejectionOperations: readonly Operation[] = [
  {
    call: "GET /api/v2/rejections",
    id: "list_rejections",
    tag: TAG,
    summary: "List rejections",
    description: "What was refused, the latest first, kept for 14 days; and how often, for 90 days back.",
    needs: "read",
    query: querySchema,
    queryExample: { code: "invalid_event", open: "true", limit: "20" },
    answer: {
      description: "A page of rejections.",
      schema: answered(
        v.object({
          rejections: v.array(listedRejection),
          hasMore: v.boolean(),
          nextCursor: v.nullable(said("the parameter cursor of the next page; null on the last")),
          counts: v.pipe(v.array(refusalCount), v.description("all refusals by the hour")),
        }),
      ),
      example: {
        _metadata: { ...METADATA, message: "Rejections listed successfully" },
        data: {
          rejections: [listed],
          hasMore: false,
          nextCursor: null,
          counts: [{ keyOId: IDS.key, code: "invalid_event", hour: "2026-11-21T10:00:00.000Z", count: 1 }],
        },
      },
    },
    refusals: ["not_found"],
  },
  {
    call: "GET /api/v2/rejections/get",
    id: "get_rejection",
    tag: TAG,
    summary: "Get one rejection",
    description: "With all that was wrong with it, and the body.",
    needs: "read",
    query: v.object({ rejectionOId: rejectionId }),
    queryExample: { rejectionOId: IDS.rejection },
    answer: {
      description: "The rejection.",
      schema: answered(wholeRejection),
      example: {
        _metadata: { ...METADATA, message: "Rejection retrieved successfully" },
        data: {
          ...listed,
          errors: [
            {
              path: "to[0].email",
              code: "invalid_value",
              message: 'to[0].email "nobody" is not an email address',
              expected: "an email address like ann@example.com",
              received: '"nobody"',
            },
          ],
          body: '{"eventType": "sent", "to": [{"email": "nobody"}], "…": "…"}',
        },
      },
    },
    refusals: ["not_found"],
  },
  {
    call: "POST /api/v2/rejections/replay",
    id: "replay_rejections",
    tag: TAG,
    summary: "Send rejections again",
    description:
      "Through the path of a new event, as of the connection that first sent them. Either `rejectionOIds` or a `filter`, which takes the oldest 50 that are still open. A mended `body` goes with exactly one id.",
    needs: "admin",
    body: {
      schema: orderSchema,
      examples: {
        ids: { rejectionOIds: [IDS.rejection] },
        filter: { filter: { code: "invalid_event" }, dryRun: true },
      },
    },
    answer: {
      description: "What came of each.",
      schema: answered(
        v.object({
          dryRun: v.boolean(),
          results: v.array(replayedRejection),
          remaining: counted("how many more the filter matches"),
        }),
      ),
      example: {
        _metadata: { ...METADATA, message: "Rejections sent again" },
        data: {
          dryRun: false,
          results: [{ rejectionOId: IDS.rejection, outcome: "accepted", eventOId: IDS.event }],
          remaining: 0,
        },
      },
    },
  },
];
