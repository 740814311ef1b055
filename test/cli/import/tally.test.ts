import { describe, expect, it } from "vitest";

import { summarize } from "../../../src/cli/import/summary.ts";
import { addTallies, EMPTY_TALLY, tallyImported, tallyRefused } from "../../../src/cli/import/tally.ts";

const ODD = { code: "odd" };

const TALLY = addTallies(
  tallyImported({
    results: [
      { status: "stored", warnings: [ODD, ODD] },
      { status: "stored", warnings: [] },
      { status: "preSkipped", conflict: true, warnings: [ODD] },
      { status: "duplicateInBatch", conflict: false, warnings: [] },
      { status: "failed", code: "invalid_event", message: "", errors: [] },
    ],
    warnings: [{ code: "strange" }],
  }),
  tallyRefused([{ code: "invalid_json" }, { code: "invalid_event" }]),
);

describe("the tally of an import", () => {
  it("adds up to the lines", () => {
    expect(TALLY).toEqual({
      lines: 7,
      stored: 2,
      alreadyThere: 1,
      repeated: 1,
      refused: 3,
      conflicts: 1,
      warnings: { odd: 3, strange: 1 },
      refusals: { invalid_event: 2, invalid_json: 1 },
    });
    expect(addTallies(EMPTY_TALLY, TALLY)).toEqual(TALLY);
  });

  it("is told in words, with what to do about refused lines", () => {
    const refusedPaths = { lines: "a.refused.ndjson", reasons: "a.refused.reasons.ndjson" };
    const all = { ...TALLY, lines: 200_005, stored: 200_000 };
    expect(summarize({ name: "a.ndjson", tally: all, seconds: 75, linesNow: 150_000, refusedPaths })).toBe(
      `a.ndjson: 200,005 lines, 150,000 of them now in 1 min 15 s, 2,000 lines/s
  200,000 stored
        1 already there
        1 repeated in the same request
        3 refused
1 of those already there or repeated differ from what is kept.
Warnings: 3 × odd, 1 × strange
Refused: 2 × invalid_event, 1 × invalid_json
  mend and import: a.refused.ndjson
  why, line by line: a.refused.reasons.ndjson`,
    );
  });
});
