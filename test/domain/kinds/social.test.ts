import { describe, expect, it } from "vitest";

import { socialBody } from "../../bodies.ts";
import { faultsOf, understandAs } from "../../kinds.ts";

function senderOf(from: unknown): unknown {
  return understandAs("social", socialBody({ from })).event["from"];
}

describe("a social event", () => {
  it("is understood in the contract's own form", () => {
    const body = socialBody({
      from: { email: "SARAH@company.com", name: "Sarah", profileUrl: "" },
      to: ["https://social.example/in/john"],
      body: { text: "", html: "<p>Hi</p>" },
      subject: "Hello",
      campaignId: 5,
      campaignName: "Spring",
      messageType: "inmail",
    });
    expect(understandAs("social", body)).toMatchObject({
      type: "message_sent",
      occurredAt: 1_707_034_500_000,
      event: {
        eventTimestamp: "2024-02-04T08:15:00.000Z",
        eventType: "message_sent",
        body: { html: "<p>Hi</p>" },
        from: { email: "sarah@company.com", name: "Sarah" },
        to: [{ profileUrl: "https://social.example/in/john" }],
        subject: "Hello",
        campaignId: "5",
        campaignName: "Spring",
        messageType: "inmail",
      },
      summary: "Sarah → https://social.example/in/john: Hello",
      warnings: [],
    });
  });

  it.each(["message_sent", "message_received", "connection_sent", "connection_accepted"])(
    "may be %s",
    (eventType) => {
      expect(understandAs("social", socialBody({ eventType })).type).toBe(eventType);
    },
  );

  it.each(["connection_sent", "connection_accepted"])("needs no words to be %s", (eventType) => {
    for (const body of [undefined, null, "", {}, { text: "" }]) {
      expect(understandAs("social", socialBody({ eventType, body })).summary).toBe(
        "Sarah Johnson → John Smith",
      );
    }
  });

  it.each([
    [{ name: "Ann" }, { name: "Ann" }],
    [{ email: "ANN@a.example" }, { email: "ann@a.example" }],
    [{ profileUrl: "https://social.example/Ann" }, { profileUrl: "https://social.example/Ann" }],
    ["Ann", { name: "Ann" }],
    ["@Ann", { name: "@Ann" }],
    ["Ann <ann@a.example>", { email: "ann@a.example", name: "Ann" }],
    [" https://video.example/@Ann ", { profileUrl: "https://video.example/@Ann" }],
  ])("may come from %j", (from, expected) => {
    expect(senderOf(from)).toEqual(expected);
  });

  it("may name no recipient, with a warning", () => {
    expect(understandAs("social", socialBody({ to: [] })).warnings).toMatchObject([
      { path: "to", code: "empty" },
    ]);
  });
});

describe("a social event is refused", () => {
  it("with everything that is missing at once", () => {
    expect(faultsOf("social", {}).map(({ path, code }) => `${path} ${code}`)).toEqual([
      "eventTimestamp missing",
      "eventType missing",
      "from missing",
      "to missing",
      "body missing",
    ]);
  });

  it.each([
    [{ body: undefined }, "body", "missing"],
    [{ body: "" }, "body", "missing"],
    [{ body: { text: " " } }, "body", "missing"],
    [{ body: { html: 5 } }, "body.html", "invalid_type"],
    [{ eventType: "connection_sent", body: 5 }, "body", "invalid_type"],
    [{ from: {} }, "from", "missing"],
    [{ from: { name: "", profileUrl: null } }, "from", "missing"],
    [{ from: 5 }, "from", "invalid_type"],
    [{ from: { email: "ann" } }, "from.email", "invalid_value"],
    [{ to: "Ann" }, "to", "invalid_type"],
    [{ to: ["Ann", {}] }, "to[1]", "missing"],
    [{ to: ["Ann", " "] }, "to[1]", "invalid_type"],
    [{ to: ["Ann", { name: 5 }] }, "to[1].name", "invalid_type"],
    [{ messageType: [] }, "messageType", "invalid_type"],
  ])("with %j at %s as %s", (overrides, path, code) => {
    expect(faultsOf("social", socialBody(overrides))).toMatchObject([{ path, code }]);
  });
});
