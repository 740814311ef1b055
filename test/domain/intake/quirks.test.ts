import { describe, expect, it } from "vitest";

import { WARNING_CODES } from "../../../src/domain/fault.ts";
import { understandText } from "../../../src/domain/understand.ts";
import { kindOf } from "../../kinds.ts";
import { QUIRKS } from "../../quirks.ts";

function read(kind: string, body: unknown, isStrict = false) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return understandText(kindOf(kind), text, { isStrict });
}

describe("what senders do", () => {
  it.each(QUIRKS)("is understood and told: $row", ({ kind, body, event, warnings }) => {
    const reading = read(kind, body);
    if (!reading.ok) throw new Error(JSON.stringify(reading.failure));
    const { understood } = reading.meaning;
    for (const [name, value] of Object.entries(event)) expect(understood.event[name]).toEqual(value);
    expect(understood.warnings.map(({ code, path }) => `${code} ${path}`)).toEqual(warnings);
  });

  it("shows every warning that a body alone can have", () => {
    const shown = new Set(QUIRKS.flatMap(({ warnings }) => warnings.map((line) => line.split(" ")[0] ?? "")));
    // The last is about the event that is stored.
    expect(shown).toEqual(new Set(WARNING_CODES.filter((code) => code !== "conflict")));
  });

  it.each(QUIRKS)("changes nothing where only the contract's own form is taken: $row", ({ kind, body }) => {
    const reading = read(kind, body, true);
    const codes = reading.ok ? reading.meaning.understood.warnings.map(({ code }) => code) : [];
    expect(codes.filter((code) => code !== "assumed_utc" && code !== "empty")).toEqual([]);
  });
});
