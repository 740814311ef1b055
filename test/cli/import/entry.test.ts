import { describe, expect, it } from "vitest";

import { MAX_EVENT_BYTES, readEvent } from "../../../src/cli/import/entry.ts";

function textOf(text: string, type: string | null): string | null {
  const entry = readEvent(1, text, type);
  return entry.ok ? entry.text : null;
}

describe("an event that is imported", () => {
  it("is given the type when it names none, and stays as written otherwise", () => {
    expect(textOf('{"id": 12345678901234567890}', "crm")).toBe('{"type":"crm","id": 12345678901234567890}');
    expect(textOf("{}", "crm")).toBe('{"type":"crm"}');
    expect(textOf(' {"type": "call"}', "crm")).toBe('{"type": "call"}');
    expect(textOf('{"a": 1.10}', null)).toBe('{"a": 1.10}');
  });

  it.each([
    ['{"a": ', "invalid_json", /^not JSON: /],
    ["[1]", "invalid_json", /JSON object/],
    ["null", "invalid_json", /JSON object/],
    [`{"a":"${"x".repeat(MAX_EVENT_BYTES)}"}`, "payload_too_large", /^the event has 1048584 bytes/],
  ])("is refused here when the Worker could not read it: %.20s", (text, code, message) => {
    expect(readEvent(7, text, null)).toMatchObject({
      ok: false,
      refused: { line: 7, code, message: expect.stringMatching(message) },
    });
  });
});
