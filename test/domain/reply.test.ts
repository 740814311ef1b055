import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { OWN_TEXT_CHARACTERS, ownText } from "../../src/domain/reply.ts";
import { LEXICON } from "../../src/lexicon/lexicon.ts";

const QUOTE = "> Hi John,\n> when would it suit you?\n>\n> Sarah";

describe("the own text of a reply", () => {
  it.each([
    [
      "an English mail client",
      `Tuesday.\n\nOn Sat, Feb 3, 2024 at 10:30 AM Sarah <s@c.com> wrote:\n${QUOTE}`,
    ],
    [
      "an introduction on two lines",
      `Tuesday.\n\nOn Sat, Feb 3, 2024 at 10:30 AM Sarah Johnson\n<sarah@company.com> wrote:\n${QUOTE}`,
    ],
    ["a German one", `Tuesday.\n\nAm 03.02.2024 um 10:30 schrieb Sarah <s@c.com>:\n${QUOTE}`],
    ["a French one", `Tuesday.\n\nLe sam. 3 févr. 2024 à 10:30, Sarah <s@c.com> a écrit :\n${QUOTE}`],
    ["a Dutch one", `Tuesday.\n\nOp za 3 feb 2024 om 10:30 schreef Sarah <s@c.com>:\n${QUOTE}`],
    ["Outlook", "Tuesday.\n\n-----Original Message-----\nFrom: Sarah\nSent: Saturday\nTo: John\n\nHi John"],
    [
      "Outlook's header alone",
      "Tuesday.\n\n________________________________\nFrom: Sarah <s@c.com>\nSent: Saturday\n\nHi John",
    ],
    ["quote signs alone", `Tuesday.\n\n${QUOTE}`],
    [
      "CRLF line ends",
      `Tuesday.\r\n\r\nOn Sat, Feb 3, 2024, Sarah wrote:\r\n${QUOTE.replaceAll("\n", "\r\n")}`,
    ],
    ["a long quoted line", `Tuesday.\n\nOn Sat, Feb 3, 2024, Sarah wrote:\n> ${"word ".repeat(200)}\n> end`],
    [
      "a blank line of many spaces",
      `Tuesday.\n${" ".repeat(300)}\nOn Sat, Feb 3, 2024, Sarah wrote:\n${QUOTE}`,
    ],
  ])("stands without the thread as quoted by %s", (_case, text) => {
    expect(ownText(LEXICON, text)).toBe("Tuesday.");
  });

  it("may stand below the quotation", () => {
    expect(ownText(LEXICON, `${QUOTE}\n\nTuesday.`)).toBe("Tuesday.");
  });

  it.each([
    ["nothing is quoted", "Tuesday.\n\nSarah"],
    ["it is empty", ""],
    ["it has a long line", `Tuesday: ${"word ".repeat(100)}end`],
    ["it has many introducing words", "On and on he wrote, she sent, On and On, they wrote and sent. Fine."],
    ["it has a table", "name    price    sum\nplan    12    144"],
  ])("is the whole where %s", (_case, text) => {
    expect(ownText(LEXICON, text)).toBe(text);
  });

  it("is found below a long line of its own", () => {
    const own = `${"word ".repeat(100)}end`;
    expect(ownText(LEXICON, `${own}\n\nOn Sat, Feb 3, 2024, Sarah wrote:\n${QUOTE}`)).toBe(own);
  });

  it("is cut at a bound, between code points", () => {
    const text = "\u{1f600}".repeat(OWN_TEXT_CHARACTERS);
    expect(ownText(LEXICON, text)).toBe("\u{1f600}".repeat(8_000));
    expect(ownText(LEXICON, "ab ".repeat(5_000))).toHaveLength(OWN_TEXT_CHARACTERS);
  });

  it("says nothing that was not in the text, for any text", () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom(
        "> a",
        ">",
        "",
        "On a, b wrote:",
        "-- Forwarded message --",
        "From: a",
        "Best regards",
        "x".repeat(300),
      ),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const text = lines.join("\n");
        const words = ownText(LEXICON, text).split(/\s+/);
        expect(words.filter((word) => !text.includes(word))).toEqual([]);
      }),
    );
  });
});

const HOSTILE = [
  "On a, b ".repeat(2_400),
  "-".repeat(20_000),
  "abcd. x skrev y\n".repeat(2_000),
  `${"Op a schreef b ".repeat(19)}\n`.repeat(56),
  `${"Op a schreef b ".repeat(13)}\n`.repeat(82),
  `-Op -Op ${"x".repeat(100)}schreef schreef\n`.repeat(500),
  `-Op -Op -Op schreef${" ".repeat(40)}schreef${" ".repeat(40)}schreef\n`.repeat(200),
  `Op Am schreef${"\u00a0".repeat(160)}schrieb\n`.repeat(90),
  `${"On a, b sent ".repeat(15)}\n`.repeat(80),
  `${"->On ".repeat(40)}wrote\n`.repeat(80),
  `${">\n".repeat(999)}-- Forwarded message --`,
  `${">\n".repeat(498)}-- Forwarded message --`,
  `${">\n\n".repeat(499)}-- Forwarded message --`,
  `${"-".repeat(190)}\n`.repeat(84),
  `${"_".repeat(190)}\n`.repeat(84),
  `${" ".repeat(190)}-x\n`.repeat(84),
  "\n".repeat(20_000),
  "> ".repeat(10_000),
  "<http://a".repeat(2_000),
  "<http://a\n".repeat(2_000),
  `${"1/1/1".repeat(39)}\n`.repeat(80),
  "From: a\n".repeat(2_500),
  "a@b.c ".repeat(200_000),
];

describe("a hostile reply", () => {
  it.each(HOSTILE.map((text) => [text.slice(0, 30), text]))(
    "that begins with %j is read all the same",
    (_start, text) => {
      expect(typeof ownText(LEXICON, text)).toBe("string");
    },
  );
});
