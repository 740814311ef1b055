/** Bodies that are accepted, by kind and name. Where a kind has several, the first is the one to begin with. */
export const EVENT_EXAMPLES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  emails: {
    sent: {
      eventTimestamp: "2024-02-03T10:30:00Z",
      eventType: "sent",
      subject: "Follow up on our conversation",
      body: {
        text: "Hi John, Just wanted to follow up on our call yesterday...",
        html: "<p>Hi John,</p><p>Just wanted to follow up on our call yesterday...</p>",
      },
      from: { email: "sarah@company.com", name: "Sarah Johnson" },
      to: [{ email: "john@prospect.com", name: "John Smith" }],
      conversationId: "conv_abc123",
      campaignId: "campaign_xyz",
    },
    reply: {
      eventTimestamp: "2024-02-03T10:30:00Z",
      eventType: "reply",
      subject: "Re: Follow up on our conversation",
      body: {
        text: "Tuesday works.\n\nOn Sat, Feb 3, 2024 at 10:30 Sarah wrote:\n> Shall we talk on Tuesday?",
      },
      from: { email: "john@prospect.com", name: "John Smith" },
      to: [{ email: "sarah@company.com" }],
      eventId: "message-0002",
      campaignId: "spring",
    },
  },
  calls: {
    transcript: {
      eventTimestamp: "2024-02-03T15:00:00Z",
      eventType: "transcript",
      title: "Discovery call",
      participants: [{ email: "sarah@company.com", name: "Sarah Johnson" }, "John Smith"],
      transcript: [
        { speaker: "Sarah", text: "Hi John, how are you?", startTime: 0, endTime: 2 },
        { speaker: "John", text: "Very well. What does it cost?", startTime: "00:00:02.500" },
      ],
      duration: 1800,
    },
    scheduled: {
      eventTimestamp: "2024-02-08T14:00:00+01:00",
      eventType: "scheduled",
      title: "Pricing call",
      participants: ["Sarah Johnson <sarah@company.com>", "john@prospect.com"],
      meetingPlatform: "Zoom",
    },
  },
  crm: {
    deal_won: {
      eventTimestamp: "2024-02-10T09:00:00Z",
      eventType: "deal_won",
      opportunityId: "opp_1",
      opportunityName: "Prospect: annual plan",
      amount: "12500.50",
      closeDate: "2024-02-09",
    },
    meeting_booked: {
      eventTimestamp: "2024-02-05T16:20:00Z",
      eventType: "meeting_booked",
      opportunityId: 4711,
      opportunityName: "Prospect: annual plan",
      accountName: "Prospect Ltd",
      contactEmail: "john@prospect.com",
      eventId: "meeting-0001",
    },
  },
  social: {
    message_sent: {
      eventTimestamp: "2024-02-04T08:15:00Z",
      eventType: "message_sent",
      body: { text: "Thanks for connecting, John!" },
      from: { name: "Sarah Johnson", profileUrl: "https://social.example/in/sarah" },
      to: ["https://social.example/in/john"],
    },
    connection_accepted: {
      eventTimestamp: "2024-02-04T08:10:00Z",
      eventType: "connection_accepted",
      from: { name: "John Smith", profileUrl: "https://social.example/in/john" },
      to: [{ email: "sarah@company.com" }],
    },
  },
};
