import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { containsAddress, ESCAPE_SIGNS, findAddresses, isPlainAddress } from "../../src/domain/addresses.ts";

const MEBIBYTE = 1_048_576;

describe("finding addresses", () => {
  it.each([
    ["alone", "ann@example.com"],
    ["in capitals", "Ann@Example.COM"],
    ["with a display name", 'To: "Archer, Ann" <ann@example.com>'],
    ["in a list", "bob@b.example,ann@example.com;carl@c.example"],
    ["at the end of a sentence", "Write to ann@example.com."],
    ["before three dots", "ann@example.com..."],
    ["behind three dots", "that is...ann@example.com"],
    ["in quotes", "'ann@example.com'"],
    ["in typographic quotes", "“ann@example.com”"],
    ["behind an emoji", "📧ann@example.com"],
    ["emphasized", "_ann@example.com_ and *ann@example.com*"],
    ["in a link", '<a href="mailto:ann@example.com?subject=Hi">'],
    ["in a query", "https://b.example/?email=ann@example.com&x=1"],
    ["in a query, behind a plus for a space", "https://b.example/?to=to+ann@example.com"],
    ["in a path", "https://b.example/users/ann@example.com/edit"],
    ["in a file's name", "ann@example.com_2024.pdf"],
    ["escaped for a URL", "?email=%3Cann%40example%2Ecom%3E"],
    ["escaped for a URL twice", "?next=%2F%3Femail%3Dann%2540example.com"],
    ["escaped for JSON", String.raw`ann\u0040example.com`],
    ["behind an escaped line break", String.raw`Hello\nann@example.com\r\n`],
    ["in JSON in JSON", JSON.stringify(JSON.stringify({ to: "ann@example.com" }))],
    [
      "in JSON in JSON in JSON, escaped",
      JSON.stringify(JSON.stringify(String.raw`{"to":"ann\u0040example.com"}`)),
    ],
    ["as HTML entities", "ann&#64;example&period;com, &lt;ann&commat;example.com&gt;, ann&#x40;example.com"],
    ["as an entity in escaped HTML", "ann&amp;#64;example.com"],
    ["in a URL in JSON in HTML", String.raw`&quot;https:\/\/b.example\/?e=ann%2540example.com&quot;`],
  ])("finds one %s", (_where, text) => {
    expect(findAddresses(text)).toContain("ann@example.com");
    expect(containsAddress(text, "ann@example.com")).toBe(true);
  });

  it.each([
    ["jörg@müller.example", "JÖRG@Müller.example"],
    ["jörg@müller.example", "jo\u0308rg@mu\u0308ller.example"],
    ["jörg@müller.example", "j%C3%B6rg%40m%C3%BCller.example"],
    ["jörg@müller.example", "J&Ouml;RG@m&#252;ller.example"],
    ["jörg@müller.example", "j%F6rg@m%FCller.example"],
    ["i\u0307nci@example.com", "İnci@example.com"],
    ["用户@例子.example", "用户@例子.example"],
    ["ann@[192.0.2.1]", "ann@[192.0.2.1]"],
    ["a@b", "a@b"],
  ])("finds %s in %s", (address, text) => {
    expect(findAddresses(text)).toContain(address);
    expect(containsAddress(text, address)).toBe(true);
  });

  it("gives every reading of a character that may belong to the address", () => {
    expect(findAddresses("o'brien@b.example")).toEqual(new Set(["o'brien@b.example", "brien@b.example"]));
    expect(findAddresses("ann+news@b.example")).toEqual(new Set(["ann+news@b.example", "news@b.example"]));
  });

  it.each(["ann@", "@example.com", "a @ b", "no address", "", "%", "\\u00", "&#;"])(
    "finds none in %j",
    (text) => {
      expect(findAddresses(text)).toEqual(new Set());
    },
  );

  it.each([
    ["joann@example.com", "ann@example.com"],
    ["jo.ann@example.com", "ann@example.com"],
    ["ann@example.com", "ann@example.co"],
    ["ann@example.com.au", "ann@example.com"],
    ["ann@example.com-mail.example", "ann@example.com"],
    ["ann+news@example.com", "news@example.com"],
    ["o'brien@example.com", "brien@example.com"],
  ])("does not take a part of %s for %s", (text, address) => {
    expect(containsAddress(text, address)).toBe(false);
  });

  it.each([
    "@",
    "%",
    "\\",
    "&",
    "'",
    "%25",
    "&#64;",
    String.raw`\u0040`,
    String.raw`\\`,
    "'@b",
    "@a.",
    "a\u0301\u0323",
  ])("comes to an end, with a few addresses at most, in a mebibyte of %j", (unit) => {
    const text = unit.repeat(MEBIBYTE / unit.length);
    expect(findAddresses(text).size).toBeLessThan(40);
    expect(containsAddress(text, "ann@example.com")).toBe(false);
  });

  it("never fails, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        expect(() => findAddresses(text)).not.toThrow();
        expect(containsAddress(text, "ann@example.com")).toBe(false);
      }),
    );
  });

  it("finds what is contained", () => {
    const piece = fc.constantFrom(
      "ann@example.com",
      "%40",
      "\\",
      "n",
      "'",
      "+",
      ".",
      "=",
      " ",
      "&amp;",
      "x",
      "@",
      "\\u0061",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("");
        fc.pre(containsAddress(text, "ann@example.com"));
        expect(findAddresses(text)).toContain("ann@example.com");
      }),
      { numRuns: 1000 },
    );
  });
});

describe("a plain address", () => {
  it.each([
    ["ann@example.com", true],
    ["ann+news_1@mail.b-2.example", true],
    ["jörg@example.com", false],
    ["o'brien@example.com", false],
    ["a/b@example.com", false],
    ["Ann@example.com", false],
  ])("is %s: %s", (address, isPlain) => {
    expect(isPlainAddress(address)).toBe(isPlain);
  });

  it("stands letter by letter in every text that contains it and has no sign of an escape", () => {
    const local = fc.constantFrom("kim", "KIM", "\u212aim", "\\u006bim", "%6Bim", "&#107;im");
    const at = fc.constantFrom("@", "\\u0040", "%40", "&#64;");
    const domain = fc.constantFrom("b.example", "B.Example", "b\\u002eexample");
    const around = fc.oneof(
      fc.constantFrom("\\n", '\\"', "\\/", " ", "<", "e\u0301 "),
      fc.string({ unit: "grapheme", maxLength: 2 }),
    );
    fc.assert(
      fc.property(fc.tuple(around, local, at, domain, around), (pieces) => {
        const text = pieces.join("");
        fc.pre(containsAddress(text, "kim@b.example"));
        // As SQLite's lower(), which knows ASCII only.
        const lower = text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
        expect(lower.includes("kim@b.example") || ESCAPE_SIGNS.some((sign) => text.includes(sign))).toBe(
          true,
        );
      }),
      { numRuns: 1000 },
    );
  });
});
