import * as v from "valibot";

import { orderSchema as adoptOrder } from "../../http/adopt.ts";
import { orderSchema as deleteOrder } from "../../http/delete.ts";
import { orderSchema as replayOrder } from "../../http/replay.ts";
import { answered, count, counted, idOf, instant, processingStatus } from "../answers/values.ts";
import { EXAMPLE_TIME, IDS, METADATA } from "../example-values.ts";
import type { Operation } from "../operation.ts";

const TAG = "Change";

const outcome = v.picklist(["queued", "pending", "not_found"]);

export const changeOperations: readonly Operation[] = [
  {
    call: "POST /api/v2/event/replay",
    id: "replay_events",
    tag: TAG,
    summary: "Process events again",
    description:
      "Failed ones after the cause is mended, processed ones to have their results made anew, stored ones to have them processed too. Either `eventOIds` or a `filter`; the filter `{}` is every failed event. A filter only begins with its events: the rest follows within minutes.",
    needs: "admin",
    body: {
      schema: replayOrder,
      examples: {
        ids: { eventOIds: [IDS.event] },
        filter: { filter: { startDate: "2024-02-01", eventTypes: ["EMAIL_SENT"] }, dryRun: true },
      },
    },
    answer: {
      description: "The replay has begun, or would with as many events.",
      schema: answered(
        v.object({
          dryRun: v.boolean(),
          replayOId: v.nullable(idOf("rpl", "the replay's id; null for a dry run")),
          total: count,
          results: v.optional(
            v.pipe(v.array(v.object({ eventOId: v.string(), outcome })), v.description("for ids only")),
          ),
        }),
      ),
      example: {
        _metadata: { ...METADATA, message: "Replay started" },
        data: {
          dryRun: false,
          replayOId: IDS.replay,
          total: 1,
          results: [{ eventOId: IDS.event, outcome: "queued" }],
        },
      },
    },
  },
  {
    call: "GET /api/v2/event/replay/status",
    id: "get_replay",
    tag: TAG,
    summary: "How far a replay is",
    description: "An event counts for the last replay that took it.",
    needs: "read",
    query: v.object({ replayOId: idOf("rpl", "the replay's id") }),
    queryExample: { replayOId: IDS.replay },
    answer: {
      description: "The replay.",
      schema: answered(
        v.object({
          replayOId: idOf("rpl", "the replay's id"),
          state: v.pipe(
            v.picklist(["QUEUEING", "PROCESSING", "COMPLETED"]),
            v.description("not all sent to the queue yet; some pending; over"),
          ),
          createdAt: instant,
          total: count,
          queued: counted("sent to the queue so far"),
          pending: count,
          processed: count,
          failed: count,
        }),
      ),
      example: {
        _metadata: { ...METADATA, message: "Replay retrieved successfully" },
        data: {
          replayOId: IDS.replay,
          state: "PROCESSING",
          createdAt: EXAMPLE_TIME,
          total: 100_000,
          queued: 100_000,
          pending: 1_200,
          processed: 98_800,
          failed: 0,
        },
      },
    },
    refusals: ["not_found"],
  },
  {
    call: "POST /api/v2/event/adopt",
    id: "adopt_conflict",
    tag: TAG,
    summary: "Adopt a differing body",
    description:
      "The body of a conflict becomes the event's content, and is processed like a new one. The one that it had becomes a conflict. The event keeps its id.",
    needs: "admin",
    body: { schema: adoptOrder, examples: { adopt: { eventOId: IDS.event, conflictOId: IDS.conflict } } },
    answer: {
      description: "The event has that content now.",
      schema: answered(
        v.object({
          eventOId: idOf("evt", "the event's id"),
          conflictOId: idOf("con", "the conflict's id"),
          processingStatus,
        }),
      ),
      example: {
        _metadata: { ...METADATA, message: "Conflict adopted as the event" },
        data: { eventOId: IDS.event, conflictOId: IDS.conflict, processingStatus: "pending" },
      },
    },
    refusals: ["not_found"],
  },
  {
    call: "POST /api/v2/event/delete",
    id: "delete_events",
    tag: TAG,
    summary: "Delete events",
    description: "With their results, conflicts and story, for good. One that comes again is a new event.",
    needs: "admin",
    body: { schema: deleteOrder, examples: { delete: { eventOIds: [IDS.event], dryRun: true } } },
    answer: {
      description: "They are gone, or would be.",
      schema: answered(
        v.object({
          dryRun: v.boolean(),
          deleted: count,
          results: v.array(v.object({ eventOId: v.string(), outcome: v.picklist(["deleted", "not_found"]) })),
        }),
      ),
      example: {
        _metadata: { ...METADATA, message: "Dry run: nothing was deleted" },
        data: { dryRun: true, deleted: 1, results: [{ eventOId: IDS.event, outcome: "deleted" }] },
      },
    },
  },
];
