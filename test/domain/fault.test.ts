import * as v from "valibot";
import { describe, expect, it } from "vitest";

import { brief, toFault, toPath } from "../../src/domain/fault.ts";

describe("a submitted value in a few words", () => {
  it.each([
    [undefined, "nothing"],
    [null, "null"],
    [true, "true"],
    [12.5, "12.5"],
    [Infinity, "Infinity"],
    ["", '""'],
    ["nope", '"nope"'],
    ['a "quote"\n', '"a \\"quote\\"\\n"'],
    [[], "an empty list"],
    [["secret"], "a list"],
    [{ secret: 1 }, "an object"],
    ["x".repeat(41), `"${"x".repeat(40)}"…`],
    ["\u{1f600}".repeat(41), `"${"\u{1f600}".repeat(40)}"…`],
    ["\ud83d", '"\\ud83d"'],
  ])("is for %j: %s", (value, expected) => {
    expect(brief(value)).toBe(expected);
  });
});

function faultOf(schema: v.GenericSchema, value: unknown, wanted?: string) {
  const result = v.safeParse(schema, value);
  const [issue] = result.issues ?? [];
  if (issue === undefined) throw new Error("nothing is wrong");
  return toFault(issue, wanted);
}

describe("a fault", () => {
  it("says what is missing and what is wanted there", () => {
    expect(faultOf(v.object({ from: v.string() }), {}, "a sender")).toEqual({
      path: "from",
      code: "missing",
      message: "from is missing",
      expected: "a sender",
      received: "nothing",
    });
  });

  it("says which type is expected and what came instead", () => {
    expect(faultOf(v.object({ to: v.array(v.string()) }), { to: ["a", { x: 1 }] })).toEqual({
      path: "to[1]",
      code: "invalid_type",
      message: "to[1] must be text, not an object",
      expected: "text",
      received: "an object",
    });
  });

  it("names all the types that would do", () => {
    const schema = v.union([v.string(), v.array(v.unknown()), v.looseObject({})]);
    expect(faultOf(schema, 5)).toMatchObject({
      path: "",
      message: "the body must be text or a list or an object, not 5",
    });
  });

  it("shows a wrong value", () => {
    const schema = v.object({
      size: v.pipe(
        v.string(),
        v.check(() => false, "is no size"),
      ),
    });
    expect(faultOf(schema, { size: "XXL" }, "a size like M")).toEqual({
      path: "size",
      code: "invalid_value",
      message: 'size "XXL" is no size',
      expected: "a size like M",
      received: '"XXL"',
    });
  });
});

describe("a path", () => {
  it.each([
    [v.object({ to: v.array(v.object({ email: v.string() })) }), { to: [{ email: "a" }, {}] }, "to[1].email"],
    [v.array(v.string()), [1], "[0]"],
    [v.object({ a: v.object({ b: v.string() }) }), { a: {} }, "a.b"],
  ])("is written as a program would", (schema, value, expected) => {
    const [issue] = v.safeParse(schema, value).issues ?? [];
    expect(toPath(issue?.path)).toBe(expected);
  });

  it("is empty for the body as a whole", () => {
    expect(toPath(undefined)).toBe("");
  });
});
