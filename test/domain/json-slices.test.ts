import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { sliceFields, sliceItems } from "../../src/domain/json-slices.ts";

const space = fc.constantFrom("", " ", "\n", "\r\n\t");

/** A JSON text with spaces in it wherever they may stand. */
const spacious = fc
  .tuple(fc.jsonValue(), fc.integer({ min: 0, max: 3 }))
  .map(([value, indent]) => JSON.stringify(value, null, indent));

describe("the items of a list", () => {
  it("are the texts that stand in it, whatever they are", () => {
    fc.assert(
      fc.property(fc.array(spacious), space, space, (texts, before, after) => {
        const list = `${before}[${texts.map((text) => before + text + after).join(",")}]${after}`;
        expect(sliceItems(list)).toEqual(texts);
      }),
    );
  });

  it.each([
    ["none", "[ ]", []],
    [
      "brackets, quotes and backslashes in texts",
      String.raw`["]", "\"],[", "\\"]`,
      [`"]"`, String.raw`"\"],["`, String.raw`"\\"`],
    ],
    ["numbers as they are written", "[1.0,12345678901234567890,-0]", ["1.0", "12345678901234567890", "-0"]],
  ])("are kept letter by letter: %s", (_what, list, items) => {
    expect(sliceItems(list)).toEqual(items);
  });
});

describe("the fields of an object", () => {
  it("are the texts that stand in it, by names however written", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), spacious), space, (fields, gap) => {
        const parts = Object.entries(fields).map(
          ([name, text]) => `${gap}${JSON.stringify(name)}${gap}:${gap}${text}${gap}`,
        );
        expect(sliceFields(`{${parts.join(",")}}`)).toEqual(new Map(Object.entries(fields)));
      }),
    );
  });

  it("are the last of their name, as a reader of JSON takes them", () => {
    expect(sliceFields(String.raw`{"a": 1, "\u0061": [2], "__proto__": 3}`)).toEqual(
      new Map([
        ["a", "[2]"],
        ["__proto__", "3"],
      ]),
    );
  });
});
