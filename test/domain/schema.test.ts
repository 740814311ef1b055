import * as v from "valibot";
import { describe, expect, it } from "vitest";

import { emptyableText, text } from "../../src/domain/fields/text.ts";
import { describeField, withoutBlanks } from "../../src/domain/schema.ts";

const person = v.pipe(v.looseObject({ email: text, name: v.optional(text) }), v.description("a person"));

const schema = v.looseObject({
  subject: emptyableText,
  from: person,
  to: v.pipe(v.array(person), v.description("people")),
  first: v.optional(v.union([v.string(), person])),
  note: v.optional(text),
});

describe("a body without its blanks", () => {
  it.each([null, "", " ", "\t\r\n", "\u00a0", "\ufeff"])("has no known field that is %j", (blank) => {
    expect(withoutBlanks(schema, { note: blank, from: blank, to: blank })).toEqual({});
  });

  it("has none at any depth that the schema describes", () => {
    const body = {
      from: { email: "a@b.c", name: "" },
      to: [{ email: " ", name: "Ann" }, null, "", { email: null }],
      first: { email: "a@b.c", name: null },
    };
    expect(withoutBlanks(schema, body)).toEqual({
      from: { email: "a@b.c" },
      to: [{ name: "Ann" }, null, "", {}],
      first: { email: "a@b.c" },
    });
  });

  it("keeps an empty text where one may stand, but no null", () => {
    expect(withoutBlanks(schema, { subject: "" })).toEqual({ subject: "" });
    expect(withoutBlanks(schema, { subject: " " })).toEqual({ subject: " " });
    expect(withoutBlanks(schema, { subject: null })).toEqual({});
  });

  it("keeps all that the schema does not know", () => {
    const body = { extra: null, other: "", from: { email: "a@b.c", title: "" }, note: 0, first: false };
    expect(withoutBlanks(schema, body)).toEqual(body);
  });

  it("keeps fields with the names of object internals as fields", () => {
    const body: unknown = JSON.parse('{"__proto__":{"note":"x"},"constructor":null,"toString":""}');
    expect(JSON.stringify(withoutBlanks(schema, body))).toBe(JSON.stringify(body));
  });

  it("is the very body where nothing is blank", () => {
    const body = { note: "x", from: { email: "a@b.c" }, to: [{ email: "d@e.f" }], extra: "" };
    expect(withoutBlanks(schema, body)).toBe(body);
  });

  it("leaves the body as it was", () => {
    const body = { note: "", to: [{ email: "" }] };
    withoutBlanks(schema, body);
    expect(body).toEqual({ note: "", to: [{ email: "" }] });
  });

  it.each([[5], ["text"], [null], [[]], [["", null]]])("is %j where it is no object", (value) => {
    expect(withoutBlanks(schema, value)).toEqual(value);
  });
});

describe("what the schema says of a field", () => {
  it.each([
    [["from"], "a person"],
    [["from", "email"], "text"],
    [["to"], "people"],
    [["to", 3], "a person"],
    [["to", 0, "name"], "text"],
    [["first", "name"], "text"],
    [["subject"], 'text, "" where there is none'],
    [["unknown"], undefined],
    [["from", "unknown", 1], undefined],
    [["constructor"], undefined],
  ])("at %j is %j", (path, expected) => {
    expect(describeField(schema, path)).toBe(expected);
  });
});
