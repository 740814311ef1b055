import { describe, expect, it } from "vitest";

import { measureCall } from "../../src/domain/call-measures.ts";
import { toTurns } from "../../src/domain/transcript.ts";

describe("the turns of a transcript", () => {
  it("are those that were sent", () => {
    const turns = [{ speaker: "Ann", text: "Hello" }];
    expect(toTurns(turns)).toBe(turns);
  });

  it("are the named lines of a text, each with the lines that follow it", () => {
    expect(toTurns("Ann: Hello\nand welcome.\n\nBob Lee: Thanks: really.\n")).toEqual([
      { speaker: "Ann", text: "Hello\nand welcome.\n" },
      { speaker: "Bob Lee", text: "Thanks: really." },
    ]);
  });

  it.each([
    ["a text without names", "We met and talked."],
    ["a text that begins without one", "Recording starts.\nAnn: Hello\nBob: Hi"],
    ["a single named line", "Note: nobody came"],
    ["a time of day", "at 10:30 we began\nat 11:45 we ended"],
    ["a web address", "https://a.example\nhttps://b.example"],
    ["a name of more than sixty characters", `${"x".repeat(61)}: one\n${"x".repeat(61)}: two`],
  ])("are one without a speaker for %s", (_case, text) => {
    expect(toTurns(text)).toEqual([{ speaker: null, text }]);
  });
});

describe("a hostile transcript", () => {
  it.each([
    ["a megabyte of blanks", " ".repeat(1_000_000)],
    ["a megabyte of colons", "a:".repeat(500_000)],
    ["a megabyte of empty lines", "\n".repeat(1_000_000)],
    ["a megabyte of one word", "a-".repeat(500_000)],
    ["two hundred thousand speakers", Array.from({ length: 100_000 }, (_none, n) => `${n}: x`).join("\n")],
  ])("of %s ends", (_case, text) => {
    expect(measureCall(toTurns(text), null, () => null)).toMatchObject({ basis: "words" });
  });
});
