import fc from "fast-check";
import { type ParseError, parseTree, visit } from "jsonc-parser";
import { describe, expect, it } from "vitest";

import { type JsonBreak, walkJson } from "../../src/domain/json-walk.ts";

/** By the numbers that another parser has for them; its 2 is never met. */
const FAULTS: Readonly<Record<number, JsonBreak["fault"]>> = {
  1: "word",
  3: "name",
  4: "value",
  5: "colon",
  6: "comma",
  7: "brace",
  8: "bracket",
  9: "end",
  10: "comment",
  12: "unclosed",
  13: "number",
  14: "hex",
  15: "escape",
  16: "control",
};

function breakByOther(text: string): JsonBreak | null {
  const errors: ParseError[] = [];
  parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  return first === undefined ? null : { fault: FAULTS[first.error] ?? "end", position: first.offset };
}

function scalarsByOther(text: string): readonly unknown[] {
  const seen: unknown[] = [];
  visit(text, {
    onObjectProperty: (name, start, length, _line, _column, path) =>
      seen.push(["name", start, start + length, [...path(), name]]),
    onLiteralValue: (value: unknown, start, length, _line, _column, path) => {
      if (typeof value === "string") seen.push(["text", start, start + length, path()]);
      if (typeof value === "number") seen.push(["number", start, start + length, path()]);
    },
  });
  return seen;
}

const PARTS = [
  ...Array.from('{}[]:,"/*-+.01eEu\\ \n\r\t\f\u0001\u00a0\ufeffé'),
  "true",
  "null",
  '"a"',
  '"a":',
  "1.5",
  "1e5",
  "\\u00",
  "\\n",
  "//",
  "/*",
  "truex",
  "NaN",
  "{{",
  "'a'",
];

/** JSON with something put into it, or left out. */
const broken = fc
  .tuple(fc.json({ maxDepth: 4, stringUnit: "binary" }), fc.nat(), fc.nat(4), fc.constantFrom("", ...PARTS))
  .map(([json, place, length, part]) => {
    const at = place % (json.length + 1);
    return json.slice(0, at) + part + json.slice(at + length);
  });

const text = fc.oneof(
  broken,
  fc.array(fc.constantFrom(...PARTS), { maxLength: 12 }).map((parts) => parts.join("")),
);

describe("walking through a JSON text", () => {
  it("breaks where another parser does, and for the same reason", () => {
    fc.assert(
      fc.property(text, (json) => {
        expect(walkJson(json, () => {})).toEqual(breakByOther(json));
      }),
      { numRuns: 20_000 },
    );
  });

  it("sees the scalars that another parser sees, at the same places", () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: "binary" }), (json) => {
        const seen: unknown[] = [];
        walkJson(json, ({ role, start, end, path }) => seen.push([role, start, end, path()]));
        expect(seen).toEqual(scalarsByOther(json));
      }),
      { numRuns: 2_000 },
    );
  });
});
