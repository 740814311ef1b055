import { describe, expect, it } from "vitest";

import { NO_FACTS } from "../../../src/domain/facts.ts";
import sample from "../../samples/email-sent.json" with { type: "json" };
import { emailBody } from "../../bodies.ts";
import { faultsOf, understandAs } from "../../kinds.ts";

describe("an email", () => {
  it("is understood in the contract's own form", () => {
    const body = emailBody({
      eventTimestamp: "2024-02-03T12:30:00.5+02:00",
      from: { email: '"Johnson, Sarah" <Sarah@Company.com>', title: "CEO" },
      to: [{ email: " JOHN@prospect.com ", name: "John Smith" }, { email: "amy@prospect.com" }],
      cc: [{ email: "boss@company.com", name: " " }],
      bcc: [],
      eventId: " m-1 ",
      conversationId: 7,
      campaignId: null,
      customMetadata: { source: "clay", "": null },
      extra: [null, ""],
    });
    expect(understandAs("emails", body)).toMatchObject({
      type: "sent",
      occurredAt: 1_706_956_200_500,
      event: {
        eventTimestamp: "2024-02-03T10:30:00.500Z",
        eventType: "sent",
        subject: "Follow up on our conversation",
        body: { text: "Hi John, just wanted to follow up on our call yesterday." },
        from: { email: "sarah@company.com", title: "CEO" },
        to: [{ email: "john@prospect.com", name: "John Smith" }, { email: "amy@prospect.com" }],
        cc: [{ email: "boss@company.com" }],
        bcc: [],
        eventId: "m-1",
        conversationId: "7",
        customMetadata: { source: "clay", "": null },
        extra: [null, ""],
      },
      summary: "sarah@company.com → john@prospect.com +1: Follow up on our conversation",
      warnings: [],
    });
  });

  it("may be Octave's own sample", () => {
    expect(understandAs("emails", sample)).toMatchObject({
      event: { ...sample, eventTimestamp: "2024-02-03T10:30:00.000Z" },
      warnings: [],
    });
  });

  it.each(["sent", "reply", "opened", "clicked", "bounced", "unsubscribed"])("may be %s", (eventType) => {
    expect(understandAs("emails", emailBody({ eventType })).type).toBe(eventType);
  });

  it.each(["", "  "])("may have the subject %j, with a warning", (subject) => {
    const { event, summary, warnings } = understandAs("emails", emailBody({ subject }));
    expect(event["subject"]).toBe(subject);
    expect(summary).toBe("sarah@company.com → john@prospect.com: (no subject)");
    expect(warnings).toEqual([{ path: "subject", code: "empty", message: "the email has no subject" }]);
  });

  it.each([
    [{ text: "Hi", html: "" }, { text: "Hi" }],
    [{ html: "<p>Hi</p>", text: null }, { html: "<p>Hi</p>" }],
    [
      { html: "<p>Hi</p>", amp: "x" },
      { html: "<p>Hi</p>", amp: "x" },
    ],
  ])("may say %j", (body, expected) => {
    expect(understandAs("emails", emailBody({ body })).event["body"]).toEqual(expected);
  });

  it("warns of a time without a zone and reads it as UTC", () => {
    expect(understandAs("emails", emailBody({ eventTimestamp: "2024-02-03T10:30" }))).toMatchObject({
      occurredAt: 1_706_956_200_000,
      warnings: [{ path: "eventTimestamp", code: "assumed_utc" }],
    });
  });

  it.each(["N/A", "null", "undefined"])("warns of the eventId %s", (eventId) => {
    expect(understandAs("emails", emailBody({ eventId })).warnings).toMatchObject([
      { path: "eventId", code: "placeholder", message: expect.stringContaining(eventId) },
    ]);
  });

  it("has a summary of one bounded line that shows no control characters", () => {
    const subject = `a\nb\u0000\u202e\ud83d${"x".repeat(300)}`;
    const { summary } = understandAs("emails", emailBody({ subject }));
    expect(summary).toMatch(/^sarah@company\.com → john@prospect\.com: a b x{100,200}…$/);
  });

  it("is to be read as a reply only when it is one", () => {
    const reply = { subject: "Follow up on our conversation", from: { email: "sarah@company.com" } };
    const html = { body: { html: "<p>Hi</p>" } };
    expect(understandAs("emails", emailBody({ eventType: "reply", ...html })).reply).toMatchObject({
      ...reply,
      text: null,
      html: "<p>Hi</p>",
    });
    expect(understandAs("emails", emailBody({ eventType: "reply" })).reply).toMatchObject({
      ...reply,
      html: null,
    });
    expect(understandAs("emails", emailBody(html)).reply).toBeNull();
  });

  it.each(["opened", "clicked", "bounced", "unsubscribed"])("is a signal when it was %s", (eventType) => {
    expect(understandAs("emails", emailBody({ eventType })).facts(null)).toEqual({
      ...NO_FACTS,
      signal: {
        contact: "john@prospect.com",
        sender: "sarah@company.com",
        link: 'thread:["follow up on our conversation","john@prospect.com","sarah@company.com"]',
        campaignId: null,
      },
    });
  });
});

describe("an email is refused", () => {
  it("with everything that is missing at once", () => {
    expect(faultsOf("emails", {}).map(({ path, code }) => `${path} ${code}`)).toEqual([
      "eventTimestamp missing",
      "eventType missing",
      "subject missing",
      "body missing",
      "from missing",
      "to missing",
    ]);
  });

  it("with everything that is wrong at once, however deep", () => {
    const body = emailBody({
      eventTimestamp: "yesterday",
      eventType: "Sent!",
      subject: 5,
      body: { text: 5 },
      from: { email: "sarah" },
      to: [{ email: "john@prospect.com" }, { name: "Amy" }, "amy@prospect.com"],
      cc: "boss@company.com",
      eventId: true,
      customMetadata: "none",
    });
    expect(faultsOf("emails", body).map(({ path, code }) => `${path} ${code}`)).toEqual([
      "eventTimestamp invalid_value",
      "eventType invalid_value",
      "subject invalid_type",
      "body.text invalid_type",
      "from.email invalid_value",
      "to[1].email missing",
      "to[2] invalid_type",
      "cc invalid_type",
      "eventId invalid_type",
      "customMetadata invalid_type",
    ]);
  });

  it.each([
    [{ subject: null }, "subject", "missing"],
    [{ subject: undefined }, "subject", "missing"],
    [{ body: null }, "body", "missing"],
    [{ body: "" }, "body", "missing"],
    [{ body: {} }, "body", "missing"],
    [{ body: { text: " ", html: "" } }, "body", "missing"],
    [{ body: [] }, "body", "missing"],
    [{ body: "Hi" }, "body", "invalid_type"],
    [{ from: {} }, "from.email", "missing"],
    [{ from: { email: "" } }, "from.email", "missing"],
    [{ from: { email: null, name: "Sarah" } }, "from.email", "missing"],
    [{ from: "sarah@company.com" }, "from", "invalid_type"],
    [{ from: { email: ["sarah@company.com"] } }, "from.email", "invalid_type"],
    [{ from: { email: "sarah@company.com, tom@company.com" } }, "from.email", "invalid_value"],
    [{ from: { email: "Sarah <>" } }, "from.email", "invalid_value"],
    [{ from: { email: `${"x".repeat(320)}@company.com` } }, "from.email", "invalid_value"],
    [{ from: { email: "sarah@company.com", name: 5 } }, "from.name", "invalid_type"],
    [{ to: [] }, "to", "invalid_value"],
    [{ to: { email: "john@prospect.com" } }, "to", "invalid_type"],
    [{ to: [null] }, "to[0]", "invalid_type"],
    [{ bcc: [{ email: "x" }] }, "bcc[0].email", "invalid_value"],
    [{ eventType: "" }, "eventType", "missing"],
    [{ eventType: "SENT" }, "eventType", "invalid_value"],
    [{ eventType: "toString" }, "eventType", "invalid_value"],
    [{ eventTimestamp: 1706956200 }, "eventTimestamp", "invalid_type"],
    [{ eventTimestamp: "2024-02-30T10:30:00Z" }, "eventTimestamp", "invalid_value"],
    [{ eventId: 2 ** 53 }, "eventId", "invalid_value"],
    [{ eventId: Infinity }, "eventId", "invalid_value"],
    [{ campaignId: {} }, "campaignId", "invalid_type"],
    [{ customMetadata: [] }, "customMetadata", "invalid_type"],
  ])("with %j at %s as %s", (overrides, path, code) => {
    expect(faultsOf("emails", emailBody(overrides))).toMatchObject([{ path, code }]);
  });

  it("with a word that belongs to another kind, saying to which", () => {
    expect(faultsOf("emails", emailBody({ eventType: "deal_won" }))).toEqual([
      {
        path: "eventType",
        code: "invalid_value",
        message: 'eventType "deal_won" is no sub-type of emails',
        expected: "one of sent, reply, opened, clicked, bounced, unsubscribed",
        received: '"deal_won"',
        hint: "it belongs to crm: send it to …/crm",
      },
    ]);
  });

  it.each([[null], ["text"], [5], [true], [[]], [[emailBody()]]])("when it is no object but %j", (body) => {
    expect(faultsOf("emails", body)).toMatchObject([
      { path: "", code: "invalid_type", expected: "an object" },
    ]);
  });

  it("with the first hundred faults of a list that has half a million", () => {
    const faults = faultsOf("emails", emailBody({ to: Array.from({ length: 500_000 }, () => 1) }));
    expect(faults).toHaveLength(100);
    expect(faults[99]).toMatchObject({ path: "to[99]" });
  });

  it("with the fault of a long list's end", () => {
    const to = [...Array.from({ length: 5_000 }, () => ({ email: "a@b.c" })), { email: "x" }];
    expect(faultsOf("emails", emailBody({ to }))).toMatchObject([{ path: "to[5000].email" }]);
  });
});
