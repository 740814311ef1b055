import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { measureCall } from "../../src/domain/call-measures.ts";
import type { Turn } from "../../src/domain/fields/turn.ts";

const sides = (speaker: string) => (speaker === "Ann" ? "internal" : speaker === "Bob" ? "external" : null);

function say(speaker: string | null, words: number, times: Partial<Turn> = {}, end = "."): Turn {
  return { speaker, text: Array.from({ length: words }, () => "word").join(" ") + end, ...times };
}

describe("a call whose turns have times", () => {
  // Ann 0–10 s, pause 2 s, Bob 12–42 s, Bob 43–53 s, Ann breaks in 50–60 s.
  const turns = [
    say("Ann", 25, { startTime: 0, endTime: 10 }, "?"),
    say("Bob", 60, { startTime: 12, endTime: 42 }),
    say("Bob", 20, { startTime: 43, endTime: 53 }, "? Really?"),
    say("Ann", 30, { startTime: 50, endTime: 60 }),
  ];
  const measures = measureCall(turns, null, sides);

  it("is measured by them", () => {
    expect(measures).toMatchObject({
      basis: "times",
      turns: 4,
      words: 136,
      talkMs: 60_000,
      lengthMs: 60_000,
      switches: 2,
      interactivity: 120,
      // Ann waits once, and not at all: she breaks in.
      patienceMs: 0,
      internalShare: 20_000 / 60_000,
    });
  });

  it("tells of each speaker, the one with the most talk first", () => {
    expect(measures.speakers).toEqual([
      {
        speaker: "Bob",
        side: "external",
        turns: 2,
        words: 81,
        questions: 2,
        talkMs: 40_000,
        longestMonologueMs: 40_000,
        wordsPerMinute: 121.5,
        patienceMs: 2_000,
      },
      {
        speaker: "Ann",
        side: "internal",
        turns: 2,
        words: 55,
        questions: 1,
        talkMs: 20_000,
        longestMonologueMs: 10_000,
        wordsPerMinute: 165,
        patienceMs: 0,
      },
    ]);
  });

  it("has the length that its sender gave, where one is given", () => {
    expect(measureCall(turns, 1800, sides)).toMatchObject({ lengthMs: 1_800_000, interactivity: 4 });
  });

  it("lets a turn without an end last until the next begins, and the last one as long as its words", () => {
    const { speakers, patienceMs, lengthMs } = measureCall(
      [say("Ann", 5, { startTime: 3 }), say("Bob", 150, { startTime: 10 })],
      null,
      sides,
    );
    expect(speakers).toMatchObject([
      { speaker: "Bob", talkMs: 60_000 },
      { speaker: "Ann", talkMs: 7_000 },
    ]);
    expect(lengthMs).toBe(67_000);
    expect(patienceMs).toBeNull();
  });
});

describe("a call without times, or with times that go back", () => {
  it.each([
    ["none", {}, {}],
    ["some", { startTime: 5 }, {}],
    ["backwards", { startTime: 90, endTime: 95 }, { startTime: 10, endTime: 20 }],
    ["all at once", { startTime: 0 }, { startTime: 0 }],
  ])("is measured by its words: %s", (_what, first, second) => {
    expect(measureCall([say("Ann", 50, first), say("Bob", 100, second)], null, sides)).toMatchObject({
      basis: "words",
      talkMs: 60_000,
      lengthMs: 60_000,
      switches: 1,
      interactivity: 60,
      patienceMs: null,
      internalShare: 1 / 3,
      speakers: [
        { speaker: "Bob", talkMs: 40_000, wordsPerMinute: null },
        { speaker: "Ann", talkMs: 20_000, wordsPerMinute: null },
      ],
    });
  });
});

describe("a transcript that knows no speakers", () => {
  it("has no switches, no sides and no patience", () => {
    const turns = [say(null, 15, { startTime: 1, endTime: 2 }), say(" ", 15, { startTime: 4, endTime: 7 })];
    expect(measureCall(turns, null, sides)).toMatchObject({
      switches: 0,
      interactivity: 0,
      patienceMs: null,
      internalShare: null,
      speakers: [{ speaker: null, turns: 2, side: null, longestMonologueMs: 4_000 }],
    });
  });

  it("is nothing when nothing was said", () => {
    expect(measureCall([say("Ann", 0, {}, " ")], null, sides)).toMatchObject({
      turns: 0,
      talkMs: 0,
      lengthMs: 0,
      interactivity: null,
      speakers: [],
    });
  });
});

describe("any call", () => {
  const turn = fc.record({
    speaker: fc.constantFrom("Ann", "Bob", "Cy", null),
    text: fc.lorem({ maxCount: 20 }),
    startTime: fc.option(fc.nat(100), { nil: undefined }),
    endTime: fc.option(fc.nat(120), { nil: undefined }),
  });

  it("adds up: the speakers' turns, words and talk are the call's, and no monologue is longer than its talk", () => {
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 12 }), (drawn) => {
        const turns = drawn.map(({ speaker, text, startTime, endTime }) => ({
          speaker,
          text,
          ...(startTime === undefined ? {} : { startTime }),
          ...(endTime === undefined ? {} : { endTime }),
        }));
        const call = measureCall(turns, null, sides);
        const total = (of: "turns" | "words" | "talkMs") =>
          call.speakers.reduce((sum, speaker) => sum + speaker[of], 0);
        expect([total("turns"), total("words"), total("talkMs")]).toEqual([
          call.turns,
          call.words,
          call.talkMs,
        ]);
        for (const { talkMs, longestMonologueMs } of call.speakers) {
          expect(longestMonologueMs).toBeLessThanOrEqual(talkMs);
        }
        expect(call.switches).toBeLessThan(Math.max(1, call.turns));
      }),
    );
  });
});
