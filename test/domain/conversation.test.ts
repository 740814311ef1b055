import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { placeOf } from "../../src/domain/conversation.ts";

function threadOf(subject: string, from = "ann@a.example", to = "bob@b.example"): string {
  const message = { channel: "email", direction: "outbound", subject, from, to } as const;
  return placeOf({ ...message, conversationId: undefined }).thread ?? "";
}

describe("a conversation", () => {
  const message = {
    channel: "email",
    conversationId: "c1",
    subject: "Offer",
    from: "ann@a.example",
    to: "bob@b.example",
  } as const;

  it("is the one that the sender names, kept by the contact", () => {
    expect(placeOf({ ...message, direction: "inbound" })).toEqual({
      conversationId: "c1",
      conversationKey: '["email","c1","ann@a.example"]',
      thread: null,
    });
  });

  it("is found by its subject as well where the message went out", () => {
    expect(placeOf({ ...message, direction: "outbound" })).toEqual({
      conversationId: "c1",
      conversationKey: '["email","c1","bob@b.example"]',
      thread: 'thread:["offer","ann@a.example","bob@b.example"]',
    });
  });

  it("is another for a social message of the same subject", () => {
    const place = placeOf({ ...message, channel: "social", direction: "outbound" });
    expect(place.thread).toBe('social:["offer","ann@a.example","bob@b.example"]');
  });

  it.each([
    "Re: Offer",
    "RE:Offer",
    "  re : Offer",
    "Re: Fwd: AW: Offer",
    "RE[2]: Offer",
    "Antw: Offer",
    "SV: Offer",
    "Odp: Offer",
    "offer ",
  ])("is that of the subject without reply marks: %j", (subject) => {
    expect(threadOf(subject)).toBe(threadOf("Offer"));
  });

  it.each(["Regarding: Offer", "Reoffer", "Offer Re: price", "Re Offer"])(
    "keeps the subject %j",
    (subject) => {
      expect(threadOf(subject)).not.toBe(threadOf("Offer"));
      expect(threadOf(subject)).toContain(subject.toLowerCase());
    },
  );

  it("is the same in both directions", () => {
    expect(threadOf("Re: Offer", "bob@b.example", "ann@a.example")).toBe(threadOf("Offer"));
  });

  it("is another with another person", () => {
    expect(threadOf("Offer", "ann@a.example", "carl@c.example")).not.toBe(threadOf("Offer"));
  });

  it("is the same however the accents are written", () => {
    expect(threadOf("De\u0301ja\u0300 vu")).toBe(threadOf("D\u00e9j\u00e0 vu"));
  });

  it("never mixes up where the subject ends and the people begin", () => {
    const text = fc.constantFrom("", "a", '"', '","', "b", "[", "]");
    fc.assert(
      fc.property(text, text, text, text, (one, two, three, four) => {
        fc.pre(one !== three || two !== four);
        expect(threadOf(one, two, "z")).not.toBe(threadOf(three, four, "z"));
      }),
    );
  });

  it.each([
    ["a quarter million reply marks", "Re: ".repeat(262_144), 60],
    ["a megabyte", "x".repeat(1_048_576), 1_100],
    ["a megabyte of quotes", '"'.repeat(1_048_576), 2_100],
    ["what grows when it is composed", "\u{1d160}".repeat(262_144), 2_100],
  ])("is a short key for a subject of %s", (_case, subject, characters) => {
    expect(threadOf(subject).length).toBeLessThan(characters);
  });
});
