import * as v from "valibot";

import { findUrlFault } from "../domain/callback-url.ts";
import { brief, briefName, toFault, type Warning } from "../domain/fault.ts";
import { isJsonObject, parseJson } from "../domain/json.ts";
import { sliceFields, sliceItems } from "../domain/json-slices.ts";
import { describeField } from "../domain/schema.ts";
import type { Failure } from "./problem.ts";

/** The most events of one request. */
const MAX_EVENTS = 1_000;

const MAX_WARNINGS = 20;

export const importSchema = v.pipe(
  v.looseObject({
    events: v.pipe(
      v.array(v.unknown()),
      v.minLength(1, `is empty: it takes 1 to ${MAX_EVENTS} events`),
      v.maxLength(MAX_EVENTS, `has more than ${MAX_EVENTS} events: send the rest with further requests`),
      v.description(`a list of 1 to ${MAX_EVENTS} events`),
    ),
    callbackUrl: v.nullish(
      v.pipe(
        v.string(),
        v.trim(),
        v.rawCheck(({ dataset, addIssue }) => {
          const fault = dataset.typed && dataset.value !== "" ? findUrlFault(dataset.value) : null;
          if (fault !== null) addIssue({ message: fault });
        }),
        v.description("a URL like https://example.com/imported"),
      ),
      "",
    ),
  }),
  v.description('an object like {"events": [{"type": "email", …}]}'),
);

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
  return check({ events: items, callbackUrl }, () => ({ items, lines, warnings: [] }));
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
    return check({ events: value }, () => ({ items: sliceItems(text), lines: null, warnings: [BARE_LIST] }));
  }
  return check(value, ({ events: _events, callbackUrl: _url, ...others }) => ({
    items: sliceItems(sliceFields(text).get("events") ?? "[]"),
    lines: null,
    warnings: Object.keys(others).slice(0, MAX_WARNINGS).map(toUnknown),
  }));
}

type Import = v.InferOutput<typeof importSchema>;

function check(
  value: unknown,
  take: (sent: Import) => Omit<Extract<ImportReading, { ok: true }>, "ok" | "callbackUrl">,
): ImportReading {
  const result = v.safeParse(importSchema, value);
  if (result.success) {
    return { ok: true, callbackUrl: result.output.callbackUrl || null, ...take(result.output) };
  }
  const faults = result.issues.map((issue) =>
    toFault(issue, describeField(importSchema, issue.path?.map(({ key }) => key) ?? [])),
  );
  return { ok: false, failure: { code: "invalid_request", faults } };
}

function toUnknown(name: string): Warning {
  const message = `the field ${brief(name)} beside events means nothing here and was not kept`;
  return { path: briefName(name), code: "unknown_field", message };
}

const BARE_LIST: Warning = {
  path: "",
  code: "bare_list",
  message: 'the list was taken for {"events": […]}: send it so, and callbackUrl has a place',
};

const ONE_A_LINE =
  "the body is not one JSON text but one a line: send it with Content-Type: application/x-ndjson";

function isOneALine(text: string): boolean {
  const [first = "", ...others] = text.trim().split("\n", 2);
  if (others.length === 0) return false;
  try {
    return isJsonObject(JSON.parse(first));
  } catch {
    return false;
  }
}
