import fc from "fast-check";
import * as v from "valibot";
import { expect, it } from "vitest";

import { turn } from "../../../src/domain/fields/turn.ts";

const value = fc.oneof(
  fc.string(),
  fc.constantFrom("", " ", "\u3000", "Ann", "0:00:01", null),
  fc.double({ noNaN: true }),
  fc.constantFrom(0, -0, -1, 12.5, Infinity),
);

const NAMES = [
  "speaker",
  "speakerName",
  "name",
  "text",
  "content",
  "sentence",
  "startTime",
  "start",
  "endTime",
  "end",
];

const name = fc.constantFrom(...NAMES);

it("reads a plain turn as it reads one with a field that only the schema can take", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(name, value), { selector: ([field]) => field, maxLength: 5 }),
      (fields) => {
        const plain = v.safeParse(turn, Object.fromEntries(fields));
        const other = v.safeParse(turn, Object.fromEntries([...fields, ["other", true]]));
        expect(plain.success).toBe(other.success);
        if (!plain.success || !other.success) return;
        // As text, so that the order of the fields counts.
        expect(JSON.stringify({ ...plain.output, other: true })).toBe(JSON.stringify(other.output));
      },
    ),
    { numRuns: 2_000 },
  );
});

it("keeps the order of the schema, whatever order a plain turn is sent in", () => {
  const sent = { end: 2, sentence: "Hello", start: 1, speakerName: "Ann" };
  expect(JSON.stringify(v.parse(turn, sent))).toBe(
    '{"speaker":"Ann","text":"Hello","startTime":1,"endTime":2}',
  );
});
