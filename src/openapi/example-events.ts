import { EVENT_EXAMPLES } from "./event-examples.ts";
import { EXAMPLE_TIME, IDS } from "./example-values.ts";

const sent = EVENT_EXAMPLES["emails"]?.["sent"];

/** The first example of an email as a list shows it. */
export const LISTED_EVENT = {
  oId: IDS.event,
  eventTimestamp: "2024-02-03T10:30:00.000Z",
  eventType: "EMAIL_SENT",
  eventCategory: "EMAIL",
  processingStatus: "processed",
  providerName: "GENERIC",
  eventSummary: "sarah@company.com → john@prospect.com: Follow up on our conversation",
  receivedAt: EXAMPLE_TIME,
  duplicates: 0,
} as const;

/** The same event whole. */
export const WHOLE_EVENT = {
  ...LISTED_EVENT,
  dedupSource: "content",
  duplicatesAreMinimum: false,
  lastDuplicateAt: null,
  connection: { keyOId: IDS.key, keyLabel: "n8n, campaign mails", providerName: "GENERIC" },
  attempts: 1,
  failure: null,
  processedAt: "2026-11-21T10:30:01.500Z",
  failedAt: null,
  event: { ...(typeof sent === "object" ? sent : {}), eventTimestamp: "2024-02-03T10:30:00.000Z" },
  warnings: [],
  body: JSON.stringify(sent),
  results: {
    message: {
      direction: "outbound",
      conversation: "id:conv_abc123",
      campaignId: "campaign_xyz",
      from: "sarah@company.com",
      to: "john@prospect.com",
      parties: ["sarah@company.com", "john@prospect.com"],
      ownText: null,
      campaign: "campaign_xyz",
      answers: null,
      replyKind: null,
      firstReplyMs: 7_200_000,
      firstHumanReplyMs: 7_200_000,
      analysisVersion: 3,
    },
    signal: null,
    outcome: null,
    call: null,
  },
  story: [
    { at: EXAMPLE_TIME, step: "received" },
    { at: "2026-11-21T10:30:00.400Z", step: "queued", run: 1 },
    { at: "2026-11-21T10:30:01.500Z", step: "processed", run: 1, attempt: 1 },
  ],
  conflicts: [],
} as const;
