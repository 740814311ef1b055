import { describe, expect, it } from "vitest";

import { readJson } from "../../../src/cli/import/read-json.ts";
import { inPieces, readAll } from "./reading.ts";

const EVENTS = '[{"id": 12345678901234567890, "x": 1.10}, 3,\n {"type": "call", "a": {"b": ["ä", null]}}]';

const READ = [
  { ok: true, line: 1, text: '{"type":"crm","id":12345678901234567890,"x":1.10}' },
  {
    ok: false,
    refused: {
      line: 2,
      code: "invalid_json",
      message: "an event is a JSON object, {…}",
      errors: [],
      text: "3",
    },
  },
  { ok: true, line: 3, text: '{"type":"call","a":{"b":["ä",null]}}' },
];

function read(text: string): ReturnType<typeof readAll> {
  return readAll(readJson("events.json", inPieces(text), "crm"));
}

describe("a .json file", () => {
  it.each([
    ["a list", EVENTS],
    ["a list with a byte order mark", `\uFEFF \n${EVENTS}\n`],
    ["an object with events", `{"callbackUrl": "https://x.example", "events": ${EVENTS}, "a": 1}`],
  ])("is read as %s, with numbers as they are written", async (_what, text) => {
    expect(await read(text)).toEqual(READ);
  });

  it.each([
    ["[{}, {}", "events.json ends in the middle, after event 2: is it whole?"],
    ["[{}, nul]", /^events\.json is not JSON after event 1: .*--format ndjson\.$/],
    ["{}\n{}\n", /^events\.json is not JSON after event 0: .*--format ndjson\.$/],
    ['{"type": "email"}', /^events\.json has no events: .*--format ndjson\.$/],
    ["  \n", /^events\.json has no events/],
    ["[]", /^events\.json has no events/],
  ])("that is %s says what is wrong", async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });
});
