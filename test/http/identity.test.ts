import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { callBody, crmBody, emailBody, socialBody } from "../bodies.ts";
import { idOf, post } from "../request.ts";
import { createTestKey } from "../workspace.ts";

describe("an event's id, as it is answered,", () => {
  it("does not change with field order, address case or an equivalent zone", async () => {
    const written = fc.record({
      isReversed: fc.boolean(),
      isUpper: fc.boolean(),
      hasName: fc.boolean(),
      eventTimestamp: fc.constantFrom(
        "2024-02-03T10:30:00Z",
        "2024-02-03T10:30:00.000+00:00",
        "2024-02-03T16:00:00+05:30",
        "2024-02-02T22:30-1200",
        "2024-02-03 10:30",
      ),
    });
    const { secret } = await createTestKey();
    const expected = idOf(await post(secret, "emails", emailBody()));
    await fc.assert(
      fc.asyncProperty(written, async ({ isReversed, isUpper, hasName, eventTimestamp }) => {
        const plain = isUpper ? "SARAH@COMPANY.COM" : "sarah@company.com";
        const body = emailBody({ eventTimestamp, from: { email: hasName ? `Sarah <${plain}>` : plain } });
        const entries = Object.entries(body);
        expect(
          idOf(await post(secret, "emails", Object.fromEntries(isReversed ? entries.toReversed() : entries))),
        ).toBe(expected);
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    [
      "emails",
      emailBody(),
      [
        { from: { email: "x@company.com" } },
        { subject: "x" },
        { eventTimestamp: "2024-02-03T10:30:00.001Z" },
        { to: [{ email: "x@prospect.com" }] },
        { eventType: "opened" },
        { eventId: "1" },
      ],
    ],
    [
      "calls",
      callBody(),
      [
        { title: "x" },
        { eventTimestamp: "2024-02-03T15:00:01Z" },
        { participants: ["x"] },
        { transcript: "x" },
        { eventId: "1" },
      ],
    ],
    ["crm", crmBody(), [{ opportunityId: "x" }, { eventType: "deal_won" }, { eventId: "1" }]],
    [
      "social",
      socialBody(),
      [
        { from: "x" },
        { to: ["x"] },
        { eventType: "message_received" },
        { eventTimestamp: "2024-02-04T08:15:01Z" },
        { body: { text: "x" } },
        { eventId: "1" },
      ],
    ],
  ])("changes with every part of what makes one of %s", async (kind, body, changes) => {
    const { secret } = await createTestKey();
    const answers = await Promise.all(
      [body, ...changes.map((change) => ({ ...body, ...change }))].map((event) => post(secret, kind, event)),
    );
    expect(new Set(answers.map(idOf)).size).toBe(changes.length + 1);
  });
});
