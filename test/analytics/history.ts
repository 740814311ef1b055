import fc from "fast-check";

import type { Terms } from "../../src/storage/workspaces.ts";

/** An event as it is sent. */
export type Submission = { readonly kind: string; readonly body: Readonly<Record<string, unknown>> };

const HOUR_MS = 3_600_000;
// Around the end of summer time in Europe.
const START = Date.UTC(2024, 9, 26, 20);

// Few of everything, so that all meet.
const contact = fc.constantFrom("john@prospect.com", "john@prospect.com", "amy@prospect.com");
const sender = fc.constantFrom("sarah@company.com", "sarah@company.com", "sam@company.com");
const profile = fc.constantFrom("https://social.example/in/john", "https://social.example/in/amy");
const campaignId = fc.constantFrom(undefined, undefined, "spring", "autumn");
const conversationId = fc.constantFrom(undefined, undefined, "all", "other");
const subject = fc.constantFrom("Offer", "Re: Offer", "AW: RE: offer", "Offer", "Plan");
const text = { text: "Hello there" };

const timestampOf = (steps: fc.Arbitrary<number>) =>
  fc.tuple(steps, fc.constantFrom("Z", "", "+02:00", "-07:00")).map(([step, zone]) => {
    // Many at the same moment, some a day or two months later.
    const days = (step > 20 ? 1 : 0) + (step > 27 ? 60 : 0);
    const at = START + ((step % 5) + 24 * days) * HOUR_MS;
    const offset = zone === "+02:00" ? 2 : zone === "-07:00" ? -7 : 0;
    return new Date(at + offset * HOUR_MS).toISOString().replace("Z", zone);
  });

const eventTimestamp = timestampOf(fc.nat(30));

const email = fc
  .record({
    type: fc.constantFrom(
      "sent",
      "sent",
      "sent",
      "reply",
      "reply",
      "opened",
      "clicked",
      "bounced",
      "unsubscribed",
    ),
    own: sender,
    other: contact,
    isOdd: fc.integer({ min: 0, max: 9 }).map((chance) => chance === 0),
    eventTimestamp,
    subject,
    campaignId,
    conversationId,
  })
  .map(({ type, own, other, isOdd, ...fields }) => {
    // Now and then the two sides are mixed up.
    const [from, to] = (type === "reply") === isOdd ? [own, other] : [other, own];
    return {
      kind: "emails",
      body: { ...fields, eventType: type, body: text, from: { email: from }, to: [{ email: to }] },
    };
  });

const social = fc
  .record({
    type: fc.constantFrom("connection_sent", "connection_accepted", "message_sent", "message_received"),
    other: profile,
    eventTimestamp,
    campaignId,
    conversationId: fc.constantFrom(undefined, undefined, "all"),
  })
  .map(({ type, other, ...fields }) => {
    const own = { name: "Sarah Johnson" };
    const isInbound = type === "connection_accepted" || type === "message_received";
    const [from, to] = isInbound ? [{ profileUrl: other }, own] : [own, { profileUrl: other }];
    return { kind: "social", body: { ...fields, eventType: type, body: text, from, to: [to] } };
  });

const deal = fc
  .record({
    eventType: fc.constantFrom("opportunity_created", "deal_won", "deal_lost", "meeting_booked"),
    // Mostly after what led to it.
    eventTimestamp: timestampOf(fc.integer({ min: 15, max: 34 })),
    opportunityId: fc.constantFrom("1", "2"),
    accountName: fc.constantFrom(undefined, "Prospect"),
    contactEmail: fc.option(contact, { nil: undefined }),
    amount: fc.constantFrom(undefined, 100, 12.5, 0.1, "2500"),
    currency: fc.constantFrom(undefined, "USD"),
  })
  .map((fields) => ({ kind: "crm", body: { ...fields, opportunityName: "A deal" } }));

const call = fc
  .record({
    type: fc.constantFrom("transcript", "completed", "scheduled", "missed"),
    other: contact,
    eventTimestamp,
    duration: fc.constantFrom(undefined, 90.5),
  })
  .map(({ type, other, ...fields }) => ({
    kind: "calls",
    body: {
      ...fields,
      eventType: type,
      title: "A call",
      transcript: "one two three",
      spokenWords: 3,
      participants: [{ email: "sarah@company.com" }, { email: other }],
    },
  }));

/** Events of all kinds, each with an id of its own, so that the same content may come twice. */
export const history: fc.Arbitrary<readonly Submission[]> = fc
  .array(
    fc.oneof(
      { arbitrary: email, weight: 6 },
      { arbitrary: social, weight: 2 },
      { arbitrary: deal, weight: 2 },
      call,
    ),
    {
      minLength: 4,
      maxLength: 24,
    },
  )
  .map((events) =>
    events.map(({ kind, body }, index) => ({ kind, body: { ...body, eventId: `event ${index}` } })),
  );

export const terms: fc.Arbitrary<Terms> = fc.record({
  timeZone: fc.constantFrom("UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata"),
  ownDomains: fc.constantFrom([], ["company.com"]),
  currency: fc.constantFrom(null, "EUR"),
  attributionDays: fc.constantFrom(1, 90),
});
