import { describe, expect, it } from "vitest";

import { BODIES, emailBody } from "../bodies.ts";
import { type Answer, post, refusal } from "../request.ts";
import { countRows, readEvents } from "../rows.ts";
import { createTestKey } from "../workspace.ts";

async function refuse(kind: string, body: unknown): Promise<Answer> {
  const { secret } = await createTestKey();
  return post(secret, kind, body);
}

/** What a person sees of a refusal in a spreadsheet's cell. */
function startOf({ json }: Answer): string {
  return String(json["message"]).slice(0, 100);
}

const EMAIL_TYPES = "one of sent, reply, opened, clicked, bounced, unsubscribed";

describe("an event is refused with 400", () => {
  it("and an answer that says all of it, and nothing more of the body", async () => {
    const answer = await refuse(
      "emails",
      emailBody({ to: [{ email: "nobody" }], subject: { private: "x" } }),
    );
    expect(answer.status).toBe(400);
    expect(answer.json).toEqual(
      refusal(answer, "invalid_event", [
        {
          path: "subject",
          code: "invalid_type",
          message: 'subject must be text, "" where there is none, not an object',
          expected: 'text, "" where there is none',
          received: "an object",
        },
        {
          path: "to[0].email",
          code: "invalid_value",
          message: 'to[0].email "nobody" is not an email address',
          expected: "an email address like ann@example.com",
          received: '"nobody"',
        },
      ]),
    );
    expect(answer.json["message"]).toBe(
      'subject must be text, "" where there is none, not an object (and 1 more fault in errors)',
    );
    expect(answer.text).not.toContain("private");
    expect(answer.text).not.toContain("John");
  });

  it.each([
    ["emails", { eventTimestamp: undefined }, "eventTimestamp", "missing", "ISO 8601"],
    ["emails", { eventTimestamp: "03/04/2024" }, "eventTimestamp", "invalid_value", "which is the day"],
    ["emails", { eventTimestamp: 17069562 }, "eventTimestamp", "invalid_type", "ISO 8601"],
    ["emails", { eventTimestamp: "yesterday" }, "eventTimestamp", "invalid_value", "2026-11-21T10:30"],
    ["emails", { eventType: undefined }, "eventType", "missing", EMAIL_TYPES],
    ["emails", { eventType: "delivered" }, "eventType", "invalid_value", "expected one of sent"],
    ["emails", { eventType: "transcript" }, "eventType", "invalid_value", "send it to …/calls"],
    ["emails", { subject: undefined }, "subject", "missing", "text"],
    ["emails", { subject: null }, "subject", "missing", "text"],
    ["emails", { body: undefined }, "body", "missing", '{"text": "Hello"}'],
    ["emails", { body: { text: " " } }, "body", "missing", "neither text nor html"],
    ["emails", { body: 5 }, "body", "invalid_type", '{"text": "Hello"}'],
    ["emails", { from: undefined }, "from", "missing", '{"email": "ann@example.com"'],
    ["emails", { from: "sarah" }, "from", "invalid_type", '{"email": "ann@example.com"'],
    ["emails", { from: { name: "Sarah" } }, "from.email", "missing", "ann@example.com"],
    ["emails", { from: { email: "sarah" } }, "from.email", "invalid_value", "not an email address"],
    ["emails", { to: undefined }, "to", "missing", '[{"email": "ann@example.com"'],
    ["emails", { to: [] }, "to", "invalid_value", "names nobody"],
    ["emails", { to: "John" }, "to", "invalid_type", '[{"email": "ann@example.com"'],
    ["emails", { to: [{ email: "a@b.c" }, {}] }, "to[1].email", "missing", "ann@example.com"],
    ["emails", { cc: [{ email: "x" }] }, "cc[0].email", "invalid_value", "not an email address"],
    ["emails", { bcc: "x" }, "bcc", "invalid_type", "a list"],
    ["emails", { eventId: {} }, "eventId", "invalid_type", "not an object"],
    ["emails", { eventId: 2 ** 53 }, "eventId", "invalid_value", "send it as text"],
    ["emails", { customMetadata: "x" }, "customMetadata", "invalid_type", "an object"],
    ["calls", { title: undefined }, "title", "missing", "text"],
    ["calls", { transcript: undefined }, "transcript", "missing", "as text, or as turns"],
    ["calls", { transcript: "" }, "transcript", "missing", "as text, or as turns"],
    ["calls", { transcript: [] }, "transcript", "invalid_value", "nothing that was said"],
    ["calls", { transcript: {} }, "transcript", "invalid_type", "as text, or as turns"],
    ["calls", { transcript: [{ speaker: "A" }] }, "transcript[0].text", "missing", "text"],
    [
      "calls",
      { transcript: [{ text: "A", start: "x" }] },
      "transcript[0].startTime",
      "invalid_value",
      "seconds",
    ],
    ["calls", { participants: undefined }, "participants", "missing", '[{"email": "ann@example.com"'],
    ["calls", { participants: [{}] }, "participants[0]", "missing", "neither email nor name"],
    ["calls", { participants: [{ email: "x" }] }, "participants[0].email", "invalid_value", "email address"],
    ["calls", { duration: "half an hour" }, "duration", "invalid_value", "seconds"],
    ["crm", { opportunityId: "" }, "opportunityId", "missing", "the opportunity's id"],
    ["crm", { opportunityName: null }, "opportunityName", "missing", "the opportunity's name"],
    ["crm", { amount: "a lot" }, "amount", "invalid_value", "a number like 12500"],
    ["crm", { closeDate: "31.03.2024" }, "closeDate", "invalid_value", "which is the day"],
    ["crm", { contactEmail: "john" }, "contactEmail", "invalid_value", "not an email address"],
    ["social", { body: undefined }, "body", "missing", '{"text": "Hello"}'],
    ["social", { from: {} }, "from", "missing", "neither email nor name nor profileUrl"],
    ["social", { to: undefined }, "to", "missing", '[{"name": "Ann"'],
    ["social", { to: [{ name: " " }] }, "to[0]", "missing", "neither email nor name nor profileUrl"],
  ] satisfies [keyof typeof BODIES, object, string, string, string][])(
    "from %s with %j at %s, %s",
    async (kind, fields, path, code, mend) => {
      const answer = await refuse(kind, BODIES[kind]({ ...fields }));
      expect(answer.status).toBe(400);
      const fault = {
        path,
        code,
        message: expect.any(String),
        expected: expect.any(String),
        received: expect.any(String),
      };
      expect(answer.json).toEqual(refusal(answer, "invalid_event", [expect.objectContaining(fault)]));
      expect(startOf(answer)).toContain(path);
      expect(startOf(answer)).toContain(mend);
    },
  );

  it.each([[[]], [null], [5], ['"a text"']])("when it is %j", async (body) => {
    const answer = await refuse("emails", body);
    expect(answer.status).toBe(400);
    const fault = { path: "", code: "invalid_type", expected: "an object" };
    expect(answer.json).toEqual(refusal(answer, "invalid_event", [expect.objectContaining(fault)]));
    expect(startOf(answer)).toContain("the body must be a JSON object");
  });

  it("with all its faults at once", async () => {
    const answer = await refuse("calls", {});
    expect(answer.json["errors"]).toMatchObject(
      ["eventTimestamp", "eventType", "title", "participants", "transcript"].map((path) => ({
        path,
        code: "missing",
      })),
    );
    expect(startOf(answer)).toContain("eventTimestamp is missing");
    expect(answer.json["message"]).toContain("4 more faults in errors");
  });

  it("says missing, not invalid, of a required field that is blank", async () => {
    for (const blank of [null, "", "  "]) {
      const body = { eventTimestamp: blank, eventType: blank, opportunityId: blank, opportunityName: blank };
      const { json } = await refuse("crm", body);
      expect(json["errors"]).toMatchObject(
        Object.keys(body).map((path) => ({ path, code: "missing", received: "blank" })),
      );
    }
  });

  it("and a bounded answer, however many its faults are", async () => {
    const answer = await refuse("emails", emailBody({ to: Array.from({ length: 500_000 }, () => 1) }));
    expect(answer.status).toBe(400);
    expect(answer.text.length).toBeLessThan(100_000);
  });

  it("and shows at most forty characters of a value", async () => {
    const answer = await refuse("emails", emailBody({ from: { email: "secret ".repeat(1_000) } }));
    expect(answer.json["errors"]).toMatchObject([{ received: `"${"secret ".repeat(6).slice(0, 40)}"…` }]);
    expect(answer.text.length).toBeLessThan(1_000);
  });

  it("and leaves nothing behind", async () => {
    const { secret, workspaceId } = await createTestKey();
    await post(secret, "emails", emailBody({ to: [] }));
    await post(secret, "emails", "{");
    expect(await readEvents(workspaceId)).toEqual([]);
    expect(await countRows("conflicts", workspaceId)).toBe(0);
  });
});

describe("a body that is no JSON is refused with 400", () => {
  it.each([
    ['{"subject":"He said "hi" to me"}', "line 1, column 22", "quote", "hi"],
    ['{"subject":"two\nlines"}', "line 1, column 12", "line break", "two"],
    ['{\n  "eventType": "sent"\n  "subject": "x"\n}', "line 3, column 3", "comma", "subject"],
    ['{"subject":{{subject}}}', "line 1, column 13", "template", "{{subject}}"],
    ['{"amount":undefined}', "line 1, column 11", "double quotes", "undefined"],
    ['{"eventType":"sent"', "line 1, column 20", "}", "sent"],
    ["<event/>", "line 1, column 1", "double quotes", "<event/>"],
  ])("saying where %j breaks, and why", async (body, place, reason, excerpt) => {
    const answer = await refuse("emails", body);
    expect(answer.status).toBe(400);
    const fault = { path: "", code: "invalid_value", received: expect.stringMatching(/position \d+/) };
    expect(answer.json).toEqual(refusal(answer, "invalid_json", [expect.objectContaining(fault)]));
    expect(startOf(answer)).toContain(place);
    expect(startOf(answer)).toContain(reason);
    expect(answer.json["message"]).toContain(excerpt);
  });

  it.each([
    [String.raw`{"text":"a\q", "b":1}`, String.raw`\q", "b":1}`],
    ['{"subject":"two\nlines\ttoo"}', String.raw`"two\nlines\ttoo"`],
    // One of them is cut within a character of two units.
    [`{"subject":"${"😀".repeat(20)}x"y"}`, '😀x"y"}'],
    [`{"subject":"${"😀".repeat(20)}xx"y"}`, '😀xx"y"}'],
  ])("with the excerpt of %j as it was sent, but on one line", async (body, shown) => {
    const { json } = await refuse("emails", body);
    expect(json["message"]).toContain(shown);
    expect(json["message"]).toMatch(/ near `[^\ud800-\udfff]*`$/u);
  });

  it("with an excerpt of at most forty characters", async () => {
    const answer = await refuse(
      "emails",
      `{"subject":"${"secret ".repeat(1_000)}" "x":"${"private ".repeat(1_000)}"}`,
    );
    expect(answer).toMatchObject({ status: 400, json: { code: "invalid_json" } });
    expect(answer.text.length).toBeLessThan(1_000);
  });
});
