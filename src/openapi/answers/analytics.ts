import * as v from "valibot";

import { callMeasures } from "./event.ts";
import { count, counted, eventId, instant, said } from "./values.ts";

const number = v.pipe(v.number(), v.minValue(0));
const rate = (description: string) => v.nullable(v.pipe(v.number(), v.description(description)));
const date = (description: string) => v.pipe(v.string(), v.isoDate(), v.description(description));
const campaign = v.nullable(said("null for none"));

const rebuild = v.object({ total: counted("facts to move"), done: count });

export const analyticsRange = v.object({
  timeZone: said("of which days are, as Europe/Berlin"),
  startDate: date("the first day"),
  endDate: date("the last day"),
  previousStartDate: date("as many days before"),
  previousEndDate: date("the day before the first"),
  rebuild: v.nullable(v.pipe(rebuild, v.description("while facts move to the days of a new time zone"))),
});

export const replyCounts = v.object({
  all: count,
  human: count,
  outOfOffice: count,
  bounceNotices: count,
  unsubscribeRequests: count,
});

export const emailCounts = v.object({
  sent: count,
  reply: count,
  opened: count,
  clicked: count,
  bounced: count,
  unsubscribed: count,
});

export const socialCounts = v.object({
  connection_sent: count,
  connection_accepted: count,
  message_sent: count,
  message_received: count,
});

export const callCounts = v.object({
  transcript: count,
  scheduled: count,
  completed: count,
  missed: count,
  durationSeconds: v.pipe(number, v.description("as far as the senders said")),
});

export const stage = v.object({
  count,
  amounts: v.array(
    v.object({
      currency: v.nullable(said("as EUR; null for one that is not known, and without an amount")),
      count,
      amount: v.number(),
    }),
  ),
});

export const stages = v.object({
  meeting_booked: stage,
  opportunity_created: stage,
  deal_won: stage,
  deal_lost: stage,
});

const days = v.nullable(number);

export const stageDays = v.pipe(
  v.object({ meeting_booked: days, opportunity_created: days, deal_won: days, deal_lost: days }),
  v.description("median days from the first touch of the contact"),
);

export const replyTime = v.object({
  answered: counted("messages that were answered"),
  humanAnswered: counted("by a human"),
  medianMs: v.nullable(counted("from the message to its first reply")),
  humanMedianMs: v.nullable(count),
  exact: v.pipe(v.boolean(), v.description("false when the medians may be off by 2 %")),
});

const touches = {
  contacted: counted("contacts first written to on these days"),
  replied: counted("those of them who have replied since"),
  humanReplied: count,
  replyRate: rate("replied of contacted, 0 to 1; null without any"),
  humanReplyRate: rate("the same of humans"),
  replies: replyCounts,
  emails: emailCounts,
  social: socialCounts,
};

export const touchFigures = v.object(touches);

const figures = {
  ...touches,
  calls: callCounts,
  stages,
  duplicates: counted("by the day of UTC on which they came"),
  refusals: counted("likewise"),
};

export const totals = v.object({ ...figures, replyTime, daysFromFirstTouch: stageDays });

const countedSince = v.nullable(
  v.pipe(v.string(), v.description("the first day that is counted, where there is too much to read")),
);

export const overview = v.object({
  range: analyticsRange,
  countedSince,
  totals,
  previous: v.nullable(totals),
  days: v.array(v.object({ date: date("of the figures"), ...figures })),
});

const page = {
  hasMore: v.boolean(),
  nextCursor: v.nullable(said("the parameter cursor of the next page; null on the last")),
};

const groups = { range: analyticsRange, countedSince, total: counted("of all pages") };
const group = { ...touches, replyTime, previous: v.nullable(touchFigures) };

export const campaigns = v.object({
  ...groups,
  campaigns: v.array(v.object({ campaign, ...group, stages, daysFromFirstTouch: stageDays })),
  ...page,
});

export const senders = v.object({
  ...groups,
  senders: v.array(v.object({ sender: said("the own side's address, profile or name"), ...group })),
  ...page,
});

const conversation = v.object({
  conversation: said("what conversations/get takes"),
  subject: v.nullable(said("of the last message")),
  contact: v.nullable(said("the other side")),
  sender: v.nullable(said("the own side")),
  campaign,
  firstAt: instant,
  lastAt: instant,
  lastEventOId: eventId,
  lastDirection: v.nullable(v.picklist(["outbound", "inbound"])),
  messages: count,
  outbound: count,
  inbound: count,
  humanReplies: count,
});

const total = v.object({
  count,
  isMinimum: v.pipe(v.boolean(), v.description("true beyond 10,000")),
});

export const conversations = v.object({
  range: analyticsRange,
  total,
  previous: v.object({ total }),
  conversations: v.array(conversation),
  ...page,
});

export const thread = v.object({
  ...conversation.entries,
  thread: v.array(
    v.object({
      oId: eventId,
      eventTimestamp: instant,
      kind: v.string(),
      type: v.string(),
      direction: v.picklist(["outbound", "inbound"]),
      from: v.string(),
      to: v.string(),
      subject: v.string(),
      campaign,
      replyKind: v.nullable(v.picklist(["human", "out_of_office", "bounce", "unsubscribe"])),
      answers: v.nullable(said("the event that it answers")),
      firstReplyMs: v.nullable(count),
      firstHumanReplyMs: v.nullable(count),
      ownText: v.nullable(said("of a reply: what its author wrote")),
      text: v.optional(v.nullable(said("as sent, at most 10,000 characters; for text=true only"))),
    }),
  ),
  ...page,
});

const nullable = v.nullable(v.number());

export const calls = v.object({
  range: analyticsRange,
  totals: callCounts,
  previous: callCounts,
  calls: v.array(
    v.object({
      oId: eventId,
      eventTimestamp: instant,
      type: v.string(),
      title: v.string(),
      durationSeconds: nullable,
      turns: count,
      words: count,
      speakerCount: count,
      basis: v.nullable(v.picklist(["times", "words"])),
      talkMs: nullable,
      switches: nullable,
      interactivity: nullable,
      patienceMs: nullable,
      internalShare: nullable,
    }),
  ),
  ...page,
});

export const call = v.object({
  oId: eventId,
  eventTimestamp: instant,
  type: v.string(),
  participants: v.array(v.looseObject({})),
  measures: callMeasures,
  turns: v.array(
    v.object({
      speaker: v.nullable(v.string()),
      text: v.string(),
      startSeconds: nullable,
      endSeconds: nullable,
    }),
  ),
  ...page,
});

export const outcomes = v.object({
  range: analyticsRange,
  attributionDays: counted("how long before an outcome a touch counts as its cause"),
  stages,
  daysFromFirstTouch: stageDays,
  previous: v.object({ stages }),
  campaigns: v.pipe(
    v.array(
      v.object({
        campaign,
        attributed: v.pipe(stages, v.description("what belongs to it wholly")),
        touched: v.pipe(stages, v.description("what it touched, as others may have: never add these up")),
      }),
    ),
    v.description("the 100 with the most outcomes of their own"),
  ),
  outcomes: v.array(
    v.object({
      oId: eventId,
      eventTimestamp: instant,
      stage: v.picklist(["meeting_booked", "opportunity_created", "deal_won", "deal_lost"]),
      opportunityId: v.string(),
      opportunityName: v.string(),
      account: v.nullable(v.string()),
      contact: v.nullable(v.string()),
      amount: nullable,
      currency: v.nullable(v.string()),
      campaign,
      attributedTo: v.nullable(said("the event that it belongs to")),
      attributedAt: v.nullable(instant),
      touchedBy: v.array(v.string()),
      daysFromFirstTouch: nullable,
      counts: v.pipe(v.boolean(), v.description("false where a later one of its opportunity and stage does")),
    }),
  ),
  ...page,
});
