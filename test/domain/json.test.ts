import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { canonicalJson, isJsonObject, MAX_JSON_DEPTH, readJson } from "../../src/domain/json.ts";

function faultOf(text: string) {
  const reading = readJson(text);
  if (reading.ok) throw new Error("the text is JSON");
  return reading.fault;
}

function nest(depth: number): string {
  return "[".repeat(depth) + "]".repeat(depth);
}

describe("reading JSON", () => {
  it("gives every value that JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const text = JSON.stringify(value);
        expect(readJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });

  it("never throws, and refuses just what JSON.parse refuses", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((text) => text.slice(1)),
        ),
        (text) => {
          let isJson = true;
          try {
            JSON.parse(text);
          } catch {
            isJson = false;
          }
          expect(readJson(text).ok).toBe(isJson);
        },
      ),
    );
  });

  it.each([
    ["", 1, 1, "empty", ""],
    [" \n\t", 1, 1, "empty", ""],
    ['{"a":1,}', 1, 8, "comma", '{"a":1,}'],
    ['{"a" 1}', 1, 6, "colon", '{"a" 1}'],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, "comma", '{\n  "a": 1\n  "b": 2\n}'],
    ['{"a":"He said "hi" to me"}', 1, 16, "quote", '{"a":"He said "hi" to me"}'],
    ['{"a":"two\nlines"}', 1, 6, "line break", '{"a":"two\nlines"}'],
    ['{"a":undefined}', 1, 6, "double quotes", '{"a":undefined}'],
    ['{"a":"C:\\x"}', 1, 6, "backslash", '{"a":"C:\\x"}'],
    ["// hello\n{}", 1, 1, "comments", "// hello\n{}"],
    ["[1,2", 1, 5, "]", "[1,2"],
    ['{"a":{"b":1}', 1, 13, "}", '{"a":{"b":1}'],
    ['{"a":1}{"b":2}', 1, 8, "after the end", '{"a":1}{"b":2}'],
  ])("says of %j where it breaks and why", (text, line, column, reason, excerpt) => {
    expect(faultOf(text)).toMatchObject({ line, column, excerpt, reason: expect.stringContaining(reason) });
  });

  it("shows twenty characters on either side of the fault and no more", () => {
    const text = `{"secret":"${"x".repeat(500)}", oops, "other":"${"y".repeat(500)}"}`;
    const { position, excerpt } = faultOf(text);
    expect(position).toBe(text.indexOf("oops"));
    expect(excerpt).toBe(`${"x".repeat(17)}", oops, "other":"yyyyy`);
  });

  it(`takes ${MAX_JSON_DEPTH} lists or objects inside one another`, () => {
    expect(readJson(nest(MAX_JSON_DEPTH)).ok).toBe(true);
    expect(readJson('{"a":'.repeat(MAX_JSON_DEPTH) + "1" + "}".repeat(MAX_JSON_DEPTH)).ok).toBe(true);
  });

  it.each([
    ["one more", nest(MAX_JSON_DEPTH + 1)],
    ["a hundred thousand", nest(100_000)],
    ["half a million objects", '{"a":'.repeat(170_000) + "1" + "}".repeat(170_000)],
  ])("refuses %s", (_case, text) => {
    expect(faultOf(text)).toMatchObject({ position: null, reason: expect.stringContaining("64") });
  });

  it("refuses a hundred thousand brackets that are never closed", () => {
    expect(faultOf("[".repeat(100_000))).toMatchObject({ position: 100_000 });
  });
});

describe("canonical JSON", () => {
  it("is the same for fields in any order, at every depth", () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1}]}');
  });

  it("keeps the order of a list", () => {
    expect(canonicalJson([2, 1])).not.toBe(canonicalJson([1, 2]));
  });

  it("is JSON for the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("is the text that a replacer which sorts the fields gives", () => {
    const name = fc.oneof(
      fc.string(),
      fc.constantFrom("__proto__", "10", "9", "-1", "01", "a", "b", "4294967295"),
    );
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof(
        { depthSize: "small" },
        fc.jsonValue({ maxDepth: 0 }),
        fc.array(tie("json"), { maxLength: 4 }),
        fc.array(fc.tuple(name, tie("json")), { maxLength: 5 }).map((fields) => Object.fromEntries(fields)),
      ),
    }));
    fc.assert(
      fc.property(json, (value) => {
        const sorted = JSON.stringify(value, (_key, inner: unknown) =>
          isJsonObject(inner)
            ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
            : inner,
        );
        expect(canonicalJson(value)).toBe(sorted);
      }),
      { numRuns: 1_000 },
    );
  });
});
