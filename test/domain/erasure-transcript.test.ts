import { describe, expect, it } from "vitest";

import { createEraser } from "../../src/domain/erasure.ts";
import { callBody } from "../bodies.ts";

const ANN = "ann@prospect.example";
const PARTICIPANTS = [
  { email: "sarah@company.com", name: "Sarah Johnson" },
  { email: ANN, name: "Ann Archer" },
  { email: "bob@prospect.example", name: "Bob Baker" },
];

/** What becomes of a transcript when Ann Archer is erased. */
function redacted(transcript: unknown, participants: unknown = PARTICIPANTS): unknown {
  const body = JSON.stringify(callBody({ transcript, participants }));
  const erasure = createEraser({ address: ANN, names: ["Ann Archer"] }, "erased-3")("calls", body, false);
  if (erasure.outcome !== "redact") throw new Error(`it is ${erasure.outcome}`);
  return JSON.parse(erasure.body).transcript;
}

const GONE = "erased-3";

describe("the turns of an erased person", () => {
  it.each([
    "Ann Archer",
    "ann archer",
    "Archer, Ann",
    "Ann Archer (Prospect)",
    "Ann",
    "ANN",
    ANN,
    `Ann <${ANN}>`,
    "Archer",
  ])("are those of %j", (speaker) => {
    const other = { speaker: "Bob Baker", text: "Hello Ann" };
    expect(redacted([{ speaker, text: "My secret" }, other])).toEqual([
      { speaker: GONE, text: GONE },
      { speaker: "Bob Baker", text: "Hello erased-3" },
    ]);
  });

  it.each(["speaker", "speakerName", "speaker_name", "speaker_label", "name", "participant"])(
    "are known by the speaker under %s",
    (name) => {
      expect(redacted([{ [name]: "Ann", text: "My secret" }])).toEqual([{ [name]: GONE, text: GONE }]);
    },
  );

  it.each(["text", "content", "sentence"])("lose what stands under %s", (name) => {
    expect(redacted([{ speaker: "Ann", [name]: "My secret" }])).toEqual([{ speaker: GONE, [name]: GONE }]);
  });

  it("keep their times, and lose whatever else says what was said", () => {
    const turn = {
      speaker: "Ann",
      text: "My secret",
      start: "00:00:01",
      end_time: 2.5,
      sentence: "",
      score: 0.5,
      words: ["My", "secret"],
    };
    expect(redacted([turn])).toEqual([{ ...turn, speaker: GONE, text: GONE, words: [GONE, GONE] }]);
  });

  it.each(["Bob Baker", "Bob", "Speaker 2", "Annabel", null])("are not those of %j", (speaker) => {
    const turns = [{ speaker, text: "Not a secret" }];
    expect(redacted(turns)).toEqual(turns);
  });

  it("are not known by a first name that somebody else has too", () => {
    const turns = [{ speaker: "Ann", text: "Whose?" }];
    expect(redacted(turns, [...PARTICIPANTS, "Ann Baker"])).toEqual(turns);
    const spoken = [...turns, { speaker: "Ann Baker", text: "Mine." }];
    expect(redacted(spoken)).toEqual(spoken);
  });
});

describe("a flat transcript", () => {
  it.each([
    ["Ann: My secret\nBob: Hello Ann", "erased-3: erased-3\nBob: Hello erased-3"],
    ["Ann Archer: My secret\nof two lines\n\nand a third\nBob: Hello", "erased-3: erased-3\n\nBob: Hello"],
    ["Ann: My secret\r\nmore\r\nBob: Hello\r\n", "erased-3: erased-3\r\nBob: Hello\r\n"],
    ["[00:12] Ann Archer: My secret\n[00:15] Bob: Hello", "[00:12] erased-3: erased-3\n[00:15] Bob: Hello"],
    ["Ann (00:12): My secret\nBob (00:15): Hello", "erased-3 (00:12): erased-3\nBob (00:15): Hello"],
    [
      "Ann Archer  00:12\nMy secret\nBob Baker  00:15\nHello",
      "erased-3  00:12\nerased-3\nBob Baker  00:15\nHello",
    ],
    ["Ann Archer:\nMy secret\nmore\nBob:\nHello", "erased-3:\nerased-3\nBob:\nHello"],
    ["Ann Archer\nMy secret\nmore\nBob Baker\nHello", "erased-3\nerased-3\nBob Baker\nHello"],
    ["<v Ann Archer>My secret</v>\n<v Bob>Hello</v>", "<v erased-3> erased-3\n<v Bob>Hello</v>"],
    ["Ann: My secret", "erased-3: erased-3"],
    ["Before Ann came\nBob: I told Ann Archer", "Before erased-3 came\nBob: I told erased-3"],
    ["We spoke to Ann Archer\nfor an hour", "We spoke to erased-3\nfor an hour"],
    ["Bob: Hello\nAnnabel: Hi", "Bob: Hello\nAnnabel: Hi"],
  ])("%j becomes %j", (transcript, expected) => {
    expect(redacted(transcript)).toBe(expected);
  });
});
