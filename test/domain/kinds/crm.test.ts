import { describe, expect, it } from "vitest";

import { crmBody } from "../../bodies.ts";
import { faultsOf, understandAs } from "../../kinds.ts";

describe("a CRM event", () => {
  it("is understood in the contract's own form", () => {
    const body = crmBody({
      opportunityId: 42,
      amount: "12500.50",
      stage: "Proposal",
      accountName: "Prospect",
      contactEmail: "John Smith <JOHN@prospect.com>",
      contactName: null,
      closeDate: " 2024-03-31 ",
    });
    expect(understandAs("crm", body)).toMatchObject({
      type: "opportunity_created",
      occurredAt: 1_707_555_600_000,
      event: {
        eventTimestamp: "2024-02-10T09:00:00.000Z",
        eventType: "opportunity_created",
        opportunityId: "42",
        opportunityName: "Prospect: annual plan",
        amount: 12_500.5,
        stage: "Proposal",
        accountName: "Prospect",
        contactEmail: "john@prospect.com",
        closeDate: "2024-03-31",
      },
      summary: "Prospect: annual plan (Prospect, 12500.5)",
      warnings: [],
    });
  });

  it.each(["opportunity_created", "deal_won", "deal_lost", "meeting_booked"])("may be %s", (eventType) => {
    expect(understandAs("crm", crmBody({ eventType })).type).toBe(eventType);
  });

  it.each([
    [0, 0],
    [-12.5, -12.5],
    ["12500", 12_500],
    [" +.5 ", 0.5],
  ])("may have the amount %j", (amount, expected) => {
    expect(understandAs("crm", crmBody({ amount })).event["amount"]).toBe(expected);
  });

  it("may close at a time, which warns when it names no zone", () => {
    expect(understandAs("crm", crmBody({ closeDate: "2024-03-31T17:00:00+02:00" }))).toMatchObject({
      event: { closeDate: "2024-03-31T15:00:00.000Z" },
      warnings: [],
    });
    expect(understandAs("crm", crmBody({ closeDate: "2024-03-31T17:00:00" }))).toMatchObject({
      event: { closeDate: "2024-03-31T17:00:00.000Z" },
      warnings: [{ path: "closeDate", code: "assumed_utc" }],
    });
  });
});

describe("a CRM event is refused", () => {
  it("with everything that is missing at once", () => {
    expect(faultsOf("crm", {}).map(({ path, code }) => `${path} ${code}`)).toEqual([
      "eventTimestamp missing",
      "eventType missing",
      "opportunityId missing",
      "opportunityName missing",
    ]);
  });

  it.each([
    [{ opportunityId: "" }, "opportunityId", "missing"],
    [{ opportunityId: [] }, "opportunityId", "invalid_type"],
    [{ opportunityId: 2 ** 53 }, "opportunityId", "invalid_value"],
    [{ opportunityName: 5 }, "opportunityName", "invalid_type"],
    [{ amount: "12,500.00" }, "amount", "invalid_value"],
    [{ amount: "$12" }, "amount", "invalid_value"],
    [{ amount: "9".repeat(400) }, "amount", "invalid_value"],
    [{ amount: Infinity }, "amount", "invalid_value"],
    [{ amount: true }, "amount", "invalid_type"],
    [{ contactEmail: "john" }, "contactEmail", "invalid_value"],
    [{ closeDate: "31.03.2024" }, "closeDate", "invalid_value"],
    [{ closeDate: "2024-02-30" }, "closeDate", "invalid_value"],
    [{ closeDate: 5 }, "closeDate", "invalid_type"],
    [{ stage: {} }, "stage", "invalid_type"],
  ])("with %j at %s as %s", (overrides, path, code) => {
    expect(faultsOf("crm", crmBody(overrides))).toMatchObject([{ path, code }]);
  });
});
