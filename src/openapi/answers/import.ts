import * as v from "valibot";

import { KINDS } from "../../domain/kinds/registry.ts";
import {
  count,
  counted,
  dedupSource,
  eventId,
  fault,
  idOf,
  instant,
  processingStatus,
  said,
  warning,
} from "./values.ts";

const counts = {
  total: counted("skipped, ingested, pending and failed together"),
  preSkipped: counted("that were in the workspace already"),
  duplicatesInBatch: counted("that repeat one before them"),
  skipped: counted("the two above together"),
  ingested: counted("new ones that came to their end without a failure"),
  pending: counted("new ones that wait for processing; 0 in the end"),
  failed: counted("that were refused, or whose processing failed"),
};

export const importJob = v.object({
  oId: idOf("pbj", "the job's id"),
  type: v.pipe(
    v.picklist(KINDS.map(({ category }) => category.toLowerCase())),
    v.description("of all its events"),
  ),
  status: v.pipe(
    v.picklist(["PENDING", "PROCESSING", "COMPLETED"]),
    v.description(
      "none of the events that are processed is done yet; some are; all are, and the counts final",
    ),
  ),
  createdAt: instant,
  completedAt: v.nullable(instant),
  ...counts,
  callbackStatus: v.nullable(
    v.pipe(v.picklist(["WAITING", "DELIVERED", "FAILED"]), v.description("null without a callbackUrl")),
  ),
});

/** What a callback is sent. */
export const importCompleted = v.object({
  type: v.literal("import.completed"),
  timestamp: instant,
  data: importJob,
});

const place = {
  index: v.pipe(count, v.description("the event's place among those sent, from 0")),
  line: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.description("its line, where events come one a line")),
  ),
};

const conflict = v.pipe(
  v.boolean(),
  v.description("whether its content differs and was kept beside the event"),
);

const stored = v.object({
  ...place,
  status: v.literal("stored"),
  eventOId: eventId,
  processingStatus,
  dedupSource,
  warnings: v.array(warning),
});

const preSkipped = v.object({
  ...stored.entries,
  status: v.literal("preSkipped"),
  firstReceivedAt: instant,
  conflict,
});

const duplicateInBatch = v.object({
  ...place,
  status: v.literal("duplicateInBatch"),
  eventOId: eventId,
  dedupSource,
  firstIndex: v.pipe(count, v.description("the index of the event that it repeats")),
  conflict,
  warnings: v.array(warning),
});

/** Why a single event of an import can fail. */
export const ITEM_CODES = ["invalid_json", "invalid_event", "payload_too_large", "suppressed"] as const;

const failed = v.object({
  ...place,
  status: v.literal("failed"),
  code: v.pipe(v.picklist(ITEM_CODES), v.description("of the refusal, had it come alone")),
  message: said("what to mend; it stands alone"),
  errors: v.pipe(v.array(fault), v.description("the first 10 faults")),
  rejectionOId: v.optional(said("where it is kept, to be looked up and sent again")),
});

const importResult = v.union([stored, preSkipped, duplicateInBatch, failed]);

/** The results of single events by the names of their components. */
export const IMPORT_RESULTS = {
  Stored: stored,
  PreSkipped: preSkipped,
  DuplicateInBatch: duplicateInBatch,
  Failed: failed,
};

export const importSummary = v.object({
  ...counts,
  jobs: v.pipe(v.array(importJob), v.description("one for each type that was sent")),
  results: v.pipe(v.array(importResult), v.description("one for each event, in the order sent")),
  warnings: v.pipe(v.array(warning), v.description("of the import as a whole")),
});
