import type { JsonObject } from "../domain/json.ts";
import { YOUR_MARK } from "./placeholders.ts";

const TITLE = "Touchlog test event";
const NOTE = "Sent from the page Connect. Delete it when you have seen it.";

// Nobody's, by RFC 2606.
const FROM = { email: "sender@touchlog-test.example", name: "Touchlog test" };
const TO = { email: "recipient@touchlog-test.example" };

const COMMON = { eventId: `touchlog_test_${YOUR_MARK}`, eventTimestamp: "2024-02-03T10:30:00Z" };

/** Events that say themselves that nothing stands behind them, one of each kind. Emails and calls are processed. */
export const TEST_EVENTS: Readonly<Record<string, JsonObject>> = {
  emails: { ...COMMON, eventType: "sent", subject: TITLE, body: { text: NOTE }, from: FROM, to: [TO] },
  calls: {
    ...COMMON,
    eventType: "transcript",
    title: TITLE,
    transcript: [
      { speaker: "Touchlog test", text: NOTE, startTime: 0, endTime: 3 },
      { speaker: "Recipient", text: "Seen.", startTime: 3, endTime: 4 },
    ],
    participants: [FROM, TO],
  },
  crm: {
    ...COMMON,
    eventType: "opportunity_created",
    opportunityId: "touchlog_test",
    opportunityName: TITLE,
  },
  social: {
    ...COMMON,
    eventType: "message_sent",
    body: { text: `${TITLE}. ${NOTE}` },
    from: { name: FROM.name, profileUrl: "https://touchlog-test.example/sender" },
    to: [{ name: "Recipient", profileUrl: "https://touchlog-test.example/recipient" }],
  },
};
