import * as v from "valibot";

import { content } from "../domain/fields/content.ts";
import { addressee, participant, socialPerson } from "../domain/fields/person.ts";
import { turn } from "../domain/fields/turn.ts";
import {
  analyticsRange,
  callCounts,
  emailCounts,
  replyCounts,
  replyTime,
  socialCounts,
  stage,
  stageDays,
  stages,
  totals,
  touchFigures,
} from "./answers/analytics.ts";
import { callMeasures, exportedEvent, listedEvent, results, wholeEvent } from "./answers/event.ts";
import { importCompleted, IMPORT_RESULTS, importJob } from "./answers/import.ts";
import { apiKey } from "./answers/key.ts";
import { dryReceipt, receipt } from "./answers/receipt.ts";
import { listedRejection, wholeRejection } from "./answers/rejection.ts";
import { fault, metadata, warning } from "./answers/values.ts";
import type { Definitions } from "./json-schema.ts";
import { CODES } from "./refusals.ts";

const refusal = v.object({
  _metadata: metadata,
  received: v.literal(false),
  message: v.pipe(v.string(), v.description("what to mend; it stands alone")),
  code: v.picklist(CODES),
  errors: v.pipe(v.array(fault), v.description("all faults of a body or a query at once, at most 100")),
  dryRun: v.optional(v.pipe(v.literal(true), v.description("of a dry run: nothing was kept or counted"))),
  rejectionOId: v.optional(
    v.pipe(v.string(), v.description("of a body that was kept, to be looked up and sent again")),
  ),
});

/** The schemas that have a name of their own in the document. */
export const DEFINITIONS: Definitions = {
  Metadata: metadata,
  Fault: fault,
  Warning: warning,
  Refusal: refusal,
  EmailPerson: addressee,
  CallPerson: participant,
  SocialPerson: socialPerson,
  MessageContent: content,
  Turn: turn,
  Receipt: receipt,
  DryReceipt: dryReceipt,
  ImportJob: importJob,
  ...IMPORT_RESULTS,
  ImportCompleted: importCompleted,
  ListedEvent: listedEvent,
  Event: wholeEvent,
  Results: results,
  CallMeasures: callMeasures,
  ExportedEvent: exportedEvent,
  AnalyticsRange: analyticsRange,
  ReplyCounts: replyCounts,
  EmailCounts: emailCounts,
  SocialCounts: socialCounts,
  CallCounts: callCounts,
  Stage: stage,
  Stages: stages,
  Figures: totals,
  TouchFigures: touchFigures,
  StageDays: stageDays,
  ReplyTime: replyTime,
  ListedRejection: listedRejection,
  Rejection: wholeRejection,
  Key: apiKey,
};
