import type { Provider } from "./event.ts";

type Step = {
  /** Days after the step before it. */
  readonly waitDays: number;
  /** Null goes on in the thread before it. */
  readonly subject: string | null;
  readonly text: string;
};

export type Campaign = {
  readonly id: string;
  readonly name: string;
  readonly provider: Provider;
  /** Of all contacts. */
  readonly share: number;
  /** Of its contacts, how many answer themselves. */
  readonly replyRate: number;
  readonly openRate: number;
  /** Weeks of the period in which contacts are taken in, also those that are still to come. */
  readonly fromWeek: number;
  readonly toWeek: number;
  readonly steps: readonly Step[];
};

const BUMP =
  "Hi {first},\n\nJust bringing this back to the top of your inbox. Is hosting cost at {company} on your desk at all, or is there somebody better to ask?\n\nBest,\n{rep}";

const FAREWELL =
  "Hi {first},\n\nI don't want to crowd your inbox, so this is my last note for now. If the topic comes up at {company}, you know where to find us:\nhttps://acme-cloud.example/pricing\n\nAll the best,\n{rep}";

export const CAMPAIGNS: readonly Campaign[] = [
  {
    id: "webinar-follow-up",
    name: "Webinar follow-up: cloud bills explained",
    provider: "MAKE",
    share: 0.1,
    replyRate: 0.18,
    openRate: 0.55,
    fromWeek: 2,
    toWeek: 5,
    steps: [
      {
        waitDays: 0,
        subject: "The recording you asked for",
        text: "Hi {first},\n\nThanks for joining our webinar on cloud bills. The recording and the worksheet are here:\nhttps://acme-cloud.example/webinar\n\nYou asked about {industry}: two of our customers there cut their bill by a third without moving a single service. Would fifteen minutes next week be useful to see how?\n\nBest,\n{rep}",
      },
      {
        waitDays: 3,
        subject: null,
        text: "Hi {first},\n\nDid you get to fill in the worksheet? If you send me your three largest line items I'll tell you what others pay for the same.\n\nBest,\n{rep}",
      },
      { waitDays: 6, subject: "Worksheet for {company}", text: FAREWELL },
    ],
  },
  {
    id: "fintech-audit",
    name: "Regulated teams: audit-ready hosting",
    provider: "CLAY",
    share: 0.22,
    replyRate: 0.09,
    openRate: 0.4,
    fromWeek: 0,
    toWeek: 8,
    steps: [
      {
        waitDays: 0,
        subject: "Audit season at {company}",
        text: "Hi {first},\n\nMost teams in {industry} that we talk to lose two weeks a year collecting evidence about their hosting: who has access, where data sits, which backups were tested.\n\nWe hand our customers that evidence as one export. Would it be worth a look before your next audit?\n\nBest,\n{rep}",
      },
      { waitDays: 3, subject: null, text: BUMP },
      {
        waitDays: 5,
        subject: "What auditors asked for last quarter",
        text: "Hi {first},\n\nWe wrote down the nine questions that auditors asked our customers last quarter, with an answer to each:\nhttps://acme-cloud.example/audit\n\nHow does {company} answer the one about restore tests today?\n\nBest,\n{rep}",
      },
      { waitDays: 7, subject: null, text: FAREWELL },
    ],
  },
  {
    id: "scale-ups",
    name: "Scale-ups after a funding round",
    provider: "CLAY",
    share: 0.18,
    replyRate: 0.12,
    openRate: 0.45,
    fromWeek: 1,
    toWeek: 11,
    steps: [
      {
        waitDays: 0,
        subject: "Congratulations, {first}, and a question",
        text: "Hi {first},\n\nCongratulations on the round. When teams grow as fast as {company}, hosting tends to grow faster than revenue for a while.\n\nDo you know what a customer costs you per month in infrastructure? We put that figure on one page for teams like yours.\n\nBest,\n{rep}",
      },
      {
        waitDays: 4,
        subject: null,
        text: "Hi {first},\n\nA short example: a team of forty engineers found that 31 % of its bill was test environments that nobody had opened in a month.\n\nShall I show you where we'd look at {company}?\n\nBest,\n{rep}",
      },
      { waitDays: 4, subject: "Cost per customer at {company}", text: BUMP },
      { waitDays: 8, subject: null, text: FAREWELL },
    ],
  },
  {
    id: "peak-season",
    name: "Before the peak season",
    provider: "N8N",
    share: 0.34,
    replyRate: 0.05,
    openRate: 0.33,
    fromWeek: 2,
    toWeek: 14,
    steps: [
      {
        waitDays: 0,
        subject: "Peak season at {company}",
        text: "Hi {first},\n\nEvery year some shops and platforms in {industry} go down in the one week in which they earn the most. We keep capacity in reserve for our customers and test it with them six weeks ahead.\n\nHave you run a load test for this season yet?\n\nBest,\n{rep}",
      },
      { waitDays: 4, subject: null, text: BUMP },
      { waitDays: 7, subject: "Load test checklist", text: FAREWELL },
    ],
  },
  {
    id: "legacy-hosting",
    name: "Legacy hosting, cold list",
    provider: "N8N",
    share: 0.16,
    replyRate: 0.02,
    openRate: 0.22,
    fromWeek: 4,
    toWeek: 14,
    steps: [
      {
        waitDays: 0,
        subject: "Is {company} still on its own servers?",
        text: "Hello {first},\n\nwe help companies in {industry} to move off their own servers in weeks, at a fixed price, with a way back.\n\nIs that something {company} thinks about this year?\n\nKind regards,\n{rep}",
      },
      { waitDays: 3, subject: null, text: BUMP },
      {
        waitDays: 5,
        subject: "A fixed price for the move",
        text: "Hello {first},\n\nprices for a move of up to fifty servers are on our site, so there's no need for a call to know them:\nhttps://acme-cloud.example/move\n\nShall I work out yours?\n\nKind regards,\n{rep}",
      },
      { waitDays: 7, subject: null, text: FAREWELL },
    ],
  },
];
