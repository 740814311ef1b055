// Valid bodies, one builder for each kind; what a test is about goes into the overrides.

type Fields = Readonly<Record<string, unknown>>;

export function emailBody(overrides: Fields = {}): Fields {
  return {
    eventTimestamp: "2024-02-03T10:30:00Z",
    eventType: "sent",
    subject: "Follow up on our conversation",
    body: { text: "Hi John, just wanted to follow up on our call yesterday." },
    from: { email: "sarah@company.com", name: "Sarah Johnson" },
    to: [{ email: "john@prospect.com", name: "John Smith" }],
    ...overrides,
  };
}

export function callBody(overrides: Fields = {}): Fields {
  return {
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
    ...overrides,
  };
}

export function crmBody(overrides: Fields = {}): Fields {
  return {
    eventTimestamp: "2024-02-10T09:00:00Z",
    eventType: "opportunity_created",
    opportunityId: "opp_1",
    opportunityName: "Prospect: annual plan",
    ...overrides,
  };
}

export function socialBody(overrides: Fields = {}): Fields {
  return {
    eventTimestamp: "2024-02-04T08:15:00Z",
    eventType: "message_sent",
    body: { text: "Thanks for connecting, John!" },
    from: { name: "Sarah Johnson", profileUrl: "https://social.example/in/sarah" },
    to: [{ name: "John Smith", profileUrl: "https://social.example/in/john" }],
    ...overrides,
  };
}

/** The builder of each kind, by its name in the receive path. */
export const BODIES = { emails: emailBody, calls: callBody, crm: crmBody, social: socialBody } as const;

/** Of each kind one with every optional field. */
export const FULL_BODIES: Readonly<Record<keyof typeof BODIES, Fields>> = {
  emails: emailBody({
    cc: [{ email: "a@b.c" }],
    bcc: [],
    eventId: "1",
    conversationId: 2,
    campaignId: "k",
    octaveRequestId: "r",
    customMetadata: { a: 1 },
  }),
  calls: callBody({
    duration: 60,
    recordingUrl: "https://r.example",
    meetingPlatform: "Zoom",
    eventId: 1,
    conversationId: "c",
    customMetadata: {},
  }),
  crm: crmBody({
    amount: 1,
    stage: "s",
    accountName: "a",
    contactEmail: "a@b.c",
    contactName: "n",
    closeDate: "2024-03-31",
    eventId: "1",
  }),
  social: socialBody({
    subject: "s",
    eventId: "1",
    conversationId: "c",
    campaignId: 1,
    campaignName: "n",
    messageType: "m",
    customMetadata: {},
  }),
};
