import { IDS } from "./example-values.ts";

const range = {
  timeZone: "Europe/Berlin",
  startDate: "2024-02-01",
  endDate: "2024-02-29",
  previousStartDate: "2024-01-03",
  previousEndDate: "2024-01-31",
  rebuild: null,
};

const touches = {
  contacted: 40,
  replied: 10,
  humanReplied: 8,
  replyRate: 0.25,
  humanReplyRate: 0.2,
  replies: { all: 12, human: 9, outOfOffice: 2, bounceNotices: 1, unsubscribeRequests: 0 },
  emails: { sent: 60, reply: 12, opened: 30, clicked: 4, bounced: 1, unsubscribed: 0 },
  social: { connection_sent: 0, connection_accepted: 0, message_sent: 0, message_received: 0 },
};

const calls = { transcript: 3, scheduled: 4, completed: 1, missed: 0, durationSeconds: 5400 };

const none = { count: 0, amounts: [] };

const stages = {
  meeting_booked: { count: 4, amounts: [{ currency: null, count: 4, amount: 0 }] },
  opportunity_created: none,
  deal_won: { count: 1, amounts: [{ currency: "EUR", count: 1, amount: 12_500.5 }] },
  deal_lost: none,
};

const daysFromFirstTouch = { meeting_booked: 2.5, opportunity_created: null, deal_won: 21, deal_lost: null };

const replyTime = {
  answered: 10,
  humanAnswered: 8,
  medianMs: 5_400_000,
  humanMedianMs: 7_200_000,
  exact: true,
};

const figures = { ...touches, calls, stages, duplicates: 2, refusals: 1 };
const totals = { ...figures, replyTime, daysFromFirstTouch };
const lastPage = { hasMore: false, nextCursor: null };

export const OVERVIEW = {
  range,
  countedSince: null,
  totals,
  previous: totals,
  days: [{ date: "2024-02-01", ...figures }],
};

const group = { ...touches, replyTime, previous: touches };

export const CAMPAIGNS = {
  range,
  countedSince: null,
  total: 1,
  campaigns: [{ campaign: "spring", ...group, stages, daysFromFirstTouch }],
  ...lastPage,
};

export const SENDERS = {
  range,
  countedSince: null,
  total: 1,
  senders: [{ sender: "sarah@company.com", ...group }],
  ...lastPage,
};

const conversation = {
  conversation: "id:conv_abc123",
  subject: "Follow up on our conversation",
  contact: "john@prospect.com",
  sender: "sarah@company.com",
  campaign: "campaign_xyz",
  firstAt: "2024-02-03T10:30:00.000Z",
  lastAt: "2024-02-03T10:30:00.000Z",
  lastEventOId: IDS.event,
  lastDirection: "outbound",
  messages: 1,
  outbound: 1,
  inbound: 0,
  humanReplies: 0,
};

export const CONVERSATIONS = {
  range,
  total: { count: 1, isMinimum: false },
  previous: { total: { count: 0, isMinimum: false } },
  conversations: [conversation],
  ...lastPage,
};

export const THREAD = {
  ...conversation,
  thread: [
    {
      oId: IDS.event,
      eventTimestamp: "2024-02-03T10:30:00.000Z",
      kind: "emails",
      type: "sent",
      direction: "outbound",
      from: "sarah@company.com",
      to: "john@prospect.com",
      subject: "Follow up on our conversation",
      campaign: "campaign_xyz",
      replyKind: null,
      answers: null,
      firstReplyMs: null,
      firstHumanReplyMs: null,
      ownText: null,
      text: "Hi John, Just wanted to follow up on our call yesterday...",
    },
  ],
  ...lastPage,
};

const measured = {
  title: "Discovery call",
  turns: 2,
  words: 11,
  durationSeconds: 1800,
  basis: "times",
  talkMs: 4400,
  switches: 1,
  interactivity: 2,
  patienceMs: 500,
  internalShare: 0.45,
  speakerCount: 2,
};

export const CALLS = {
  range,
  totals: calls,
  previous: calls,
  calls: [{ oId: IDS.call, eventTimestamp: "2024-02-03T15:00:00.000Z", type: "transcript", ...measured }],
  ...lastPage,
};

export const CALL = {
  oId: IDS.call,
  eventTimestamp: "2024-02-03T15:00:00.000Z",
  type: "transcript",
  participants: [{ email: "sarah@company.com", name: "Sarah Johnson" }, { name: "John Smith" }],
  measures: {
    ...measured,
    speakers: [
      {
        speaker: "John",
        side: "external",
        turns: 1,
        words: 6,
        talkShare: 0.55,
        questions: 1,
        talkMs: 2400,
        longestMonologueMs: 2400,
        wordsPerMinute: 150,
        patienceMs: 500,
      },
    ],
    contacts: ["john@prospect.com"],
    analysisVersion: 3,
  },
  turns: [{ speaker: "Sarah", text: "Hi John, how are you?", startSeconds: 0, endSeconds: 2 }],
  ...lastPage,
};

export const OUTCOMES = {
  range,
  attributionDays: 90,
  stages,
  daysFromFirstTouch,
  previous: { stages },
  campaigns: [{ campaign: "spring", attributed: stages, touched: stages }],
  outcomes: [
    {
      oId: IDS.event,
      eventTimestamp: "2024-02-10T09:00:00.000Z",
      stage: "deal_won",
      opportunityId: "opp_1",
      opportunityName: "Prospect: annual plan",
      account: null,
      contact: "john@prospect.com",
      amount: 12_500.5,
      currency: "EUR",
      campaign: "spring",
      attributedTo: IDS.event,
      attributedAt: "2024-02-03T10:30:00.000Z",
      touchedBy: ["spring"],
      daysFromFirstTouch: 6.94,
      counts: true,
    },
  ],
  ...lastPage,
};
