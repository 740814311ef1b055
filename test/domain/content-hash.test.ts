import { describe, expect, it } from "vitest";

import { hashContent } from "../../src/domain/content-hash.ts";
import { callBody, emailBody } from "../bodies.ts";
import { understandAs } from "../kinds.ts";

function hashAs(kind: string, body: unknown): Promise<string> {
  return hashContent(understandAs(kind, body));
}

describe("two contents", () => {
  const plain = hashAs("emails", emailBody());

  it.each([
    ["fields in another order", Object.fromEntries(Object.entries(emailBody()).toReversed())],
    ["the same instant in another zone", emailBody({ eventTimestamp: "2024-02-03T11:30:00+01:00" })],
    [
      "an address in another case",
      emailBody({ from: { email: "SARAH@company.com", name: "Sarah Johnson" } }),
    ],
    [
      "blank optional fields",
      emailBody({ cc: null, campaignId: "", conversationId: " ", customMetadata: null }),
    ],
  ])("are alike with %s", async (_case, body) => {
    expect(await hashAs("emails", body)).toBe(await plain);
  });

  it.each([
    ["another text", emailBody({ body: { text: "Hi" } })],
    ["another name", emailBody({ from: { email: "sarah@company.com", name: "Sally" } })],
    ["recipients in another order", emailBody({ to: [{ email: "a@b.c" }, { email: "john@prospect.com" }] })],
    ["a field that nobody knows", emailBody({ extra: 1 })],
    ["another half of a pair", emailBody({ subject: "\ud83d" })],
  ])("differ with %s", async (_case, body) => {
    expect(await hashAs("emails", body)).not.toBe(await plain);
  });

  it("are alike whether a number is a number or its text", async () => {
    const asNumber = await hashAs("calls", callBody({ duration: 90, eventId: 7 }));
    expect(await hashAs("calls", callBody({ duration: "00:01:30", eventId: "7" }))).toBe(asNumber);
  });

  it("are alike under each recorder's names for a turn", async () => {
    const canonical = await hashAs(
      "calls",
      callBody({ transcript: [{ speaker: "Ann", text: "Hi", startTime: 1 }] }),
    );
    const named = callBody({ transcript: [{ speaker_name: "Ann", sentence: "Hi", start: "00:00:01" }] });
    expect(await hashAs("calls", named)).toBe(canonical);
  });
});
