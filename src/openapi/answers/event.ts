import * as v from "valibot";

import { KINDS } from "../../domain/kinds/registry.ts";
import {
  count,
  counted,
  dedupSource,
  eventId,
  idOf,
  instant,
  keyId,
  processingStatus,
  said,
  warning,
} from "./values.ts";

export const EVENT_TYPES = KINDS.flatMap(({ types }) => Object.values(types));
export const EVENT_CATEGORIES = KINDS.map(({ category }) => category);

export const listedEvent = v.object({
  oId: eventId,
  eventTimestamp: v.pipe(instant, v.description("the event's own time")),
  eventType: v.picklist(EVENT_TYPES),
  eventCategory: v.picklist(EVENT_CATEGORIES),
  processingStatus,
  providerName: said("of the key that brought it"),
  eventSummary: said("one line"),
  receivedAt: instant,
  duplicates: counted("how many repeats came, at least"),
});

export const understoodEvent = v.pipe(
  v.looseObject({}),
  v.description("as understood: times in UTC, people as objects, blank fields gone, unknown fields kept"),
);

const message = v.object({
  direction: v.picklist(["outbound", "inbound"]),
  conversation: said("the same for all messages of a thread"),
  campaignId: v.nullable(v.string()),
  from: v.string(),
  to: v.string(),
  parties: v.pipe(v.array(v.string()), v.description("everyone on it, at most 100")),
  ownText: v.nullable(said("of a reply: what its author wrote, without the quoted thread")),
  campaign: said("its own, else that of what it answers; empty for none"),
  answers: v.nullable(said("of a reply: the event that it answers")),
  replyKind: v.nullable(v.picklist(["human", "out_of_office", "bounce", "unsubscribe"])),
  firstReplyMs: v.nullable(counted("until the first reply of any kind")),
  firstHumanReplyMs: v.nullable(count),
  analysisVersion: count,
});

const signal = v.object({
  contact: v.string(),
  sender: v.string(),
  campaignId: v.nullable(v.string()),
  campaign: said("its own, else that of the message that it is about; empty for none"),
  analysisVersion: count,
});

const outcome = v.object({
  opportunityId: v.string(),
  account: v.nullable(v.string()),
  contact: v.nullable(v.string()),
  amountHundredths: v.nullable(v.number()),
  currency: v.nullable(v.string()),
  campaign: said("to which it belongs wholly; empty for none"),
  attributedTo: v.nullable(said("the event that it belongs to")),
  firstTouchAt: v.nullable(counted("epoch ms")),
  counts: v.pipe(v.boolean(), v.description("false where a later one of its opportunity and stage does")),
  analysisVersion: count,
});

const speaker = v.object({
  speaker: v.nullable(said("null for turns without one")),
  turns: count,
  words: count,
  talkShare: v.nullable(v.pipe(v.number(), v.description("of all talk, 0 to 1"))),
  questions: count,
  side: v.nullable(v.picklist(["internal", "external"])),
  talkMs: v.nullable(count),
  longestMonologueMs: v.nullable(count),
  wordsPerMinute: v.nullable(v.pipe(v.number(), v.description("where turns have times"))),
  patienceMs: v.nullable(counted("mean gap before it speaks, where turns have times")),
});

export const callMeasures = v.object({
  title: v.string(),
  turns: count,
  words: count,
  durationSeconds: v.nullable(v.number()),
  basis: v.nullable(v.pipe(v.picklist(["times", "words"]), v.description("what talk times come from"))),
  talkMs: v.nullable(count),
  switches: v.nullable(counted("how often the floor went from one speaker to another")),
  interactivity: v.nullable(v.pipe(v.number(), v.description("switches an hour"))),
  patienceMs: v.nullable(count),
  internalShare: v.nullable(v.pipe(v.number(), v.description("of the own company, 0 to 1"))),
  speakerCount: count,
  speakers: v.pipe(v.array(speaker), v.description("the 50 with the most talk")),
  contacts: v.pipe(v.array(v.string()), v.description("addresses that are not of the own company")),
  analysisVersion: count,
});

export const results = v.pipe(
  v.object({
    message: v.nullable(v.pipe(message, v.description("of emails that were sent or replied"))),
    signal: v.nullable(v.pipe(signal, v.description("of emails that were opened, clicked, bounced, …"))),
    outcome: v.nullable(v.pipe(outcome, v.description("of CRM events"))),
    call: v.pipe(v.nullable(callMeasures), v.description("of calls")),
  }),
  v.description("what processing made of the event; null where there is nothing"),
);

const STEPS = [
  "mended",
  "received",
  "queued",
  "attempt_failed",
  "processed",
  "failed",
  "duplicate",
  "conflict",
  "adopted",
  "replayed",
] as const;

const step = v.object({
  at: instant,
  step: v.picklist(STEPS),
  run: v.optional(counted("raised by each replay")),
  attempt: v.optional(count),
  reason: v.optional(said("why it failed")),
  count: v.optional(counted("repeats so far")),
  isLast: v.optional(v.pipe(v.boolean(), v.description("of the repeats only the last one is told"))),
  conflictOId: v.optional(v.string()),
  replayOId: v.optional(v.string()),
  rejectionOId: v.optional(v.string()),
  refusedAt: v.optional(instant),
});

const conflict = v.object({
  conflictOId: idOf("con", "what event/adopt asks for"),
  receivedAt: instant,
  lastReceivedAt: instant,
  providerName: v.string(),
  body: said("as sent"),
});

export const wholeEvent = v.object({
  ...listedEvent.entries,
  dedupSource: v.nullable(dedupSource),
  duplicatesAreMinimum: v.pipe(v.boolean(), v.description("true when markers answered some of the repeats")),
  lastDuplicateAt: v.nullable(instant),
  connection: v.object({ keyOId: keyId, keyLabel: v.nullable(v.string()), providerName: v.string() }),
  attempts: counted("deliveries to the consumer so far"),
  failure: v.nullable(said("the last reason why one failed")),
  processedAt: v.nullable(instant),
  failedAt: v.nullable(instant),
  event: v.nullable(understoodEvent),
  warnings: v.array(warning),
  body: said("as sent"),
  results,
  story: v.pipe(v.array(step), v.description("what happened to it, in the order of time")),
  conflicts: v.pipe(
    v.array(conflict),
    v.description("bodies that came later under the same id and differ, the last five"),
  ),
});

export const exportedEvent = v.object({
  oId: eventId,
  type: v.pipe(v.picklist(KINDS.map(({ name }) => name)), v.description("the kind")),
  receivedAt: instant,
  provider: v.string(),
  body: said("as sent"),
});
