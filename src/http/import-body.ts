import { findUrlFault } from "../domain/callback-url.ts";
import { brief, type Fault, type Warning } from "../domain/fault.ts";
import { isBlank } from "../domain/fields/text.ts";
import { isJsonObject, parseJson } from "../domain/json.ts";
import { sliceFields, sliceItems } from "../domain/json-slices.ts";
import type { Failure } from "./problem.ts";

/** The most events of one request. */
const MAX_EVENTS = 1_000;

const FIELDS = ["events", "callbackUrl"];

export type ImportReading =
  | {
      readonly ok: true;
      /** The events' own texts, as sent. */
      readonly items: readonly string[];
      /** The line of each, from 1; null where lines mean nothing. */
      readonly lines: readonly number[] | null;
      readonly callbackUrl: string | null;
      readonly warnings: readonly Warning[];
    }
  | { readonly ok: false; readonly failure: Failure };

/** True for a body of one JSON text a line. */
export function isNdjson(contentType: string): boolean {
  return /^\s*application\/(?:x-)?(?:ndjson|jsonl|jsonlines)\s*(?:;|$)/i.test(contentType);
}

/** Events one a line. A line that is no JSON is an event like the others here. */
export function readNdjson(text: string, callbackUrl: string | undefined): ImportReading {
  const items: string[] = [];
  const lines: number[] = [];
  for (let start = 0, line = 1; start < text.length && items.length <= MAX_EVENTS; line++) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    const item = text.slice(start, end).trim();
    if (item !== "") {
      items.push(item);
      lines.push(line);
    }
    start = end + 1;
  }
  const faults = [...checkCount(items.length, "the body", "a line"), ...checkCallback(callbackUrl)];
  return faults.length > 0
    ? invalid(faults)
    : { ok: true, items, lines, callbackUrl: callbackUrl ?? null, warnings: [] };
}

/** Events as the list `events` of an object, or as that list alone. */
export function readJsonImport(text: string): ImportReading {
  const json = parseJson(text);
  if (!json.ok) {
    return isOneALine(text)
      ? { ok: false, failure: { code: "unreadable_body", reason: ONE_A_LINE } }
      : { ok: false, failure: { code: "invalid_json", fault: json.fault } };
  }
  const { value } = json;
  if (Array.isArray(value)) {
    const faults = checkCount(value.length, "the body", "");
    if (faults.length > 0) return invalid(faults);
    return { ok: true, items: sliceItems(text), lines: null, callbackUrl: null, warnings: [BARE_LIST] };
  }
  if (!isJsonObject(value)) return invalid([wrongShape("", "the body", value)]);
  const { events, callbackUrl } = value;
  const faults = [
    ...(Array.isArray(events)
      ? checkCount(events.length, "events", "")
      : [wrongShape("events", "events", events)]),
    ...checkCallback(callbackUrl),
  ];
  if (faults.length > 0) return invalid(faults);
  return {
    ok: true,
    items: sliceItems(sliceFields(text).get("events") ?? "[]"),
    lines: null,
    callbackUrl: typeof callbackUrl === "string" && !isBlank(callbackUrl) ? callbackUrl.trim() : null,
    warnings: Object.keys(value)
      .filter((name) => !FIELDS.includes(name))
      .slice(0, MAX_WARNINGS)
      .map((name) => ({
        path: brief(name),
        code: "unknown_field",
        message: `the field ${brief(name)} beside events means nothing here and was not kept`,
      })),
  };
}

const MAX_WARNINGS = 20;

const BARE_LIST: Warning = {
  path: "",
  code: "bare_list",
  message: 'the list was taken for {"events": […]}: send it so, and callbackUrl has a place',
};

const ONE_A_LINE =
  "the body is not one JSON text but one a line: send it with Content-Type: application/x-ndjson";

function isOneALine(text: string): boolean {
  const first = text.trimStart().split("\n", 1)[0] ?? "";
  const json = parseJson(first);
  return json.ok && isJsonObject(json.value);
}

function checkCount(count: number, name: string, unit: string): Fault[] {
  if (count >= 1 && count <= MAX_EVENTS) return [];
  const received = count === 0 ? "none" : count > MAX_EVENTS && unit !== "" ? "more" : String(count);
  const expected = `1 to ${MAX_EVENTS} events${unit === "" ? "" : `, one ${unit}`}`;
  const mend = count === 0 ? "" : ": send the rest with further requests";
  const message = `${name} must have ${expected}, not ${received}${mend}`;
  const path = name === "events" ? name : "";
  return [{ path, code: "invalid_value", message, expected, received }];
}

function wrongShape(path: string, name: string, value: unknown): Fault {
  const received = brief(value);
  const expected = path === "" ? 'an object like {"events": [{"type": "email", …}]}' : "a list of events";
  return value === undefined
    ? { path, code: "missing", message: `${name} is missing`, expected, received }
    : {
        path,
        code: "invalid_type",
        message: `${name} must be ${expected}, not ${received}`,
        expected,
        received,
      };
}

/** The URL is not repeated: a token may stand in it. */
function checkCallback(value: unknown): Fault[] {
  if (isBlank(value)) return [];
  const complaint = typeof value === "string" ? findUrlFault(value.trim()) : "is no text";
  if (complaint === null) return [];
  const expected = "a URL like https://example.com/imported";
  const received = typeof value === "string" ? "another text" : brief(value);
  return [
    { path: "callbackUrl", code: "invalid_value", message: `callbackUrl ${complaint}`, expected, received },
  ];
}

function invalid(faults: readonly Fault[]): ImportReading {
  return { ok: false, failure: { code: "invalid_request", faults } };
}
