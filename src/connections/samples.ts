import type { JsonObject } from "../domain/json.ts";

/** An event to begin with: what its kind demands, and what is worth sending besides. */
export type Sample = { readonly required: JsonObject; readonly optional: JsonObject };

/** A valid event of each kind, by its name in the receive path. Connections are filled with them, tests send them. */
export const SAMPLES = {
  emails: {
    required: {
      eventTimestamp: "2024-02-03T10:30:00Z",
      eventType: "sent",
      subject: "Follow up on our conversation",
      body: { text: "Hi John, just wanted to follow up on our call yesterday." },
      from: { email: "sarah@company.com", name: "Sarah Johnson" },
      to: [{ email: "john@prospect.com", name: "John Smith" }],
    },
    optional: { eventId: "message_1001", conversationId: "thread_17", campaignId: "spring_2024" },
  },
  calls: {
    required: {
      eventTimestamp: "2024-02-03T15:00:00Z",
      eventType: "transcript",
      title: "Discovery call with Prospect",
      transcript: [
        { speaker: "Sarah", text: "Hi John, how are you?", startTime: 0, endTime: 2 },
        {
          speaker: "John",
          text: "Very well. What does it cost? And when can we start?",
          startTime: 2,
          endTime: 6,
        },
      ],
      participants: [{ email: "sarah@company.com", name: "Sarah Johnson" }, { email: "john@prospect.com" }],
    },
    optional: {
      eventId: "call_1001",
      conversationId: "thread_17",
      duration: 1800,
      meetingPlatform: "Zoom",
      recordingUrl: "https://recordings.example/call_1001",
    },
  },
  crm: {
    required: {
      eventTimestamp: "2024-02-10T09:00:00Z",
      eventType: "opportunity_created",
      opportunityId: "opp_1",
      opportunityName: "Prospect: annual plan",
    },
    optional: {
      eventId: "opp_1_created",
      amount: 12500.5,
      stage: "Proposal",
      accountName: "Prospect",
      contactEmail: "john@prospect.com",
      contactName: "John Smith",
      closeDate: "2024-03-31",
    },
  },
  social: {
    required: {
      eventTimestamp: "2024-02-04T08:15:00Z",
      eventType: "message_sent",
      body: { text: "Thanks for connecting, John!" },
      from: { name: "Sarah Johnson", profileUrl: "https://social.example/in/sarah" },
      to: [{ name: "John Smith", profileUrl: "https://social.example/in/john" }],
    },
    optional: { eventId: "message_2001", conversationId: "thread_18", campaignId: "spring_2024" },
  },
} as const satisfies Readonly<Record<string, Sample>>;
