import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { rewriteScalars } from "../../src/domain/json-scalars.ts";

describe("rewriting the scalars of a JSON text", () => {
  it("gives each with its role and its path", () => {
    const seen: unknown[] = [];
    rewriteScalars('{"a":[1.50,{"b":"\\u0041"}],"c":null,"a":true}', ({ role, value, path }) => {
      seen.push([role, value, path()]);
      return null;
    });
    expect(seen).toEqual([
      ["name", "a", ["a"]],
      ["number", "1.50", ["a", 0]],
      ["name", "b", ["a", 1, "b"]],
      ["text", "A", ["a", 1, "b"]],
      ["name", "c", ["c"]],
      ["name", "a", ["a"]],
    ]);
  });

  it("keeps the rest letter by letter", () => {
    const json = ' {"a" :\t"x","n": 1.0e400,\r\n"a":["\\u00e9", "x\u2028"] } ';
    expect(rewriteScalars(json, ({ value }) => (value === "x" ? 'é"' : null))).toBe(
      json.replace('"x"', JSON.stringify('é"')),
    );
  });

  it("keeps a text whole when nothing is rewritten, and its value when all is rewritten to the same", () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: "binary" }), (json) => {
        expect(rewriteScalars(json, () => null)).toBe(json);
        const same = rewriteScalars(json, ({ role, value }) => (role === "number" ? null : value));
        expect(JSON.parse(same ?? "")).toEqual(JSON.parse(json));
      }),
    );
  });

  it("goes as deep as a text is nested", () => {
    const deep = `${"[".repeat(200_000)}"a"${"]".repeat(200_000)}`;
    expect(rewriteScalars(deep, () => "b")).toBe(deep.replace("a", "b"));
  });
});
