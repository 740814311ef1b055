import * as v from "valibot";

import { understoodEvent } from "./event.ts";
import { dedupSource, eventId, instant, metadata, processingStatus, said, warning } from "./values.ts";

const connection = v.object({
  providerName: said("the API key's"),
  shouldProcess: v.pipe(v.boolean(), v.description("whether events of this sub-type are processed")),
  connectionMethod: v.literal("WEBHOOK"),
});

const details = v.object({
  eventOId: eventId,
  duplicate: v.pipe(
    v.boolean(),
    v.description("true when the event was stored before; it then stays as it was"),
  ),
  dedupSource: v.pipe(dedupSource, v.description("what the id was computed from")),
  processingStatus: v.optional(
    v.pipe(processingStatus, v.description("absent for a duplicate that was answered without a look at D1")),
  ),
  firstReceivedAt: v.optional(v.pipe(instant, v.description("of a duplicate: when the first came"))),
  conflict: v.optional(
    v.pipe(
      v.boolean(),
      v.description("of a duplicate: whether its content differs and was kept beside the event"),
    ),
  ),
  warnings: v.array(warning),
});

export const receipt = v.object({
  _metadata: metadata,
  received: v.literal(true),
  connection,
  additionalData: details,
});

/** What a receipt would be, and the event; nothing is stored. */
export const dryReceipt = v.object({
  _metadata: metadata,
  received: v.literal(false),
  dryRun: v.literal(true),
  connection,
  additionalData: v.object({ ...details.entries, event: understoodEvent }),
});
