// Valid bodies, one builder for each kind; what a test is about goes into the overrides.

import { SAMPLES } from "../src/connections/samples.ts";

type Fields = Readonly<Record<string, unknown>>;

export function emailBody(overrides: Fields = {}): Fields {
  return { ...SAMPLES.emails.required, ...overrides };
}

export function callBody(overrides: Fields = {}): Fields {
  return { ...SAMPLES.calls.required, ...overrides };
}

export function crmBody(overrides: Fields = {}): Fields {
  return { ...SAMPLES.crm.required, ...overrides };
}

export function socialBody(overrides: Fields = {}): Fields {
  return { ...SAMPLES.social.required, ...overrides };
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
