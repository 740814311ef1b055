import { describe, expect, it } from "vitest";

import { countSpeakers, toTurns } from "../../src/domain/transcript.ts";

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

describe("the speakers of a call", () => {
  it("are counted over all their turns, those with the most words first", () => {
    const turns = [
      { speaker: "Ann", text: "What is it? And when?" },
      { speaker: "Bob", text: "It's a well-known tool, version 2.0." },
      { speaker: " Ann ", text: "Really??" },
    ];
    expect(countSpeakers(turns)).toEqual([
      { speaker: "Bob", turns: 1, words: 7, questions: 0 },
      { speaker: "Ann", turns: 2, words: 6, questions: 3 },
    ]);
  });

  it("that are not known are counted as one", () => {
    const turns = [
      { speaker: null, text: "one" },
      { speaker: " ", text: "two" },
    ];
    expect(countSpeakers(turns)).toEqual([{ speaker: null, turns: 2, words: 2, questions: 0 }]);
  });

  it("are counted in any script", () => {
    expect(countSpeakers([{ speaker: "安", text: "¿Qué tal? كيف حالك؟ Привет" }])).toEqual([
      { speaker: "安", turns: 1, words: 5, questions: 2 },
    ]);
  });

  it("are none where nobody spoke", () => {
    expect(countSpeakers([])).toEqual([]);
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
    expect(countSpeakers(toTurns(text)).length).toBeGreaterThan(0);
  });
});
