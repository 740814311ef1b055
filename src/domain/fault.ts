import type * as v from "valibot";

import { firstCodePoints } from "./code-points.ts";

/** One thing wrong with an event, as the sender reads it. `path` is "" for the body as a whole. */
export type Fault = {
  readonly path: string;
  readonly code: "missing" | "invalid_type" | "invalid_value";
  readonly message: string;
  readonly expected: string;
  readonly received: string;
  readonly hint?: string;
};

/** Everything that a warning may be about. */
export const WARNING_CODES = [
  "form_data",
  "json_in_text",
  "unwrapped",
  "flat_names",
  "sub_type",
  "placeholder",
  "people",
  "content",
  "time",
  "assumed_utc",
  "number",
  "unclear_number",
  "transcript",
  "empty",
  "conflict",
] as const;

/** Of what only an import has: the list around the events, and the provider that each may name. */
export const IMPORT_WARNING_CODES = ["unknown_field", "bare_list", "ignored"] as const;

export type WarningCode = (typeof WARNING_CODES)[number] | (typeof IMPORT_WARNING_CODES)[number];

/** Something that was accepted, but that the sender should know of. */
export type Warning = { readonly path: string; readonly code: WarningCode; readonly message: string };

const RECEIVED_CHARACTERS = 40;

/** `wanted` is what the schema says of the field, where it says more than its type. */
export function toFault(issue: v.BaseIssue<unknown>, wanted: string | undefined): Fault {
  const path = toPath(issue.path);
  const name = path === "" ? "the body" : path;
  const received = brief(issue.input);
  if (issue.input === undefined) {
    // Valibot expects the field's name here.
    const expected = wanted ?? "a value";
    const complaint = issue.kind === "schema" ? "is missing" : issue.message;
    return { path, code: "missing", message: `${name} ${complaint}`, expected, received };
  }
  const expected = inWords(issue.expected);
  if (issue.kind === "schema" && issue.type !== "picklist") {
    const message = `${name} must be ${wanted ?? expected}, not ${received}`;
    return { path, code: "invalid_type", message, expected: wanted ?? expected, received };
  }
  const shown = typeof issue.input === "object" ? "" : ` ${received}`;
  const complaint = issue.type === "picklist" ? "is not one of the known values" : issue.message;
  return {
    path,
    code: "invalid_value",
    message: `${name}${shown} ${complaint}`,
    expected: wanted ?? expected,
    received,
  };
}

/** A value in at most a few words: what a refusal may say of the submitted body. */
export function brief(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object" && value !== null) return "an object";
  // JSON has no word for the infinity that it reads 1e400 as.
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") return JSON.stringify(value);
  const start = firstCodePoints(value, RECEIVED_CHARACTERS);
  return `${JSON.stringify(start)}${start.length < value.length ? "…" : ""}`;
}

/** A name that the sender made up, as far as a refusal may repeat it. */
export function briefName(name: string): string {
  const start = firstCodePoints(name, RECEIVED_CHARACTERS);
  return start.length < name.length ? `${start}…` : name;
}

/** `to[0].email` for the path of a Valibot issue. */
export function toPath(items: readonly v.IssuePathItem[] | undefined): string {
  let path = "";
  for (const { key } of items ?? []) {
    path += typeof key === "number" ? `[${key}]` : `${path === "" ? "" : "."}${String(key)}`;
  }
  return path;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  Array: "a list",
  Object: "an object",
};

// Valibot names what it expects as TypeScript would: `(string | Object)`, `("sent" | "reply")`.
function inWords(expected: string | null): string {
  if (expected === null) return "another value";
  const options = expected.replace(/^\((.*)\)$/s, "$1").split(" | ");
  const isChoice = options.every((option) => option.startsWith('"'));
  const words = options.map((option) => TYPE_WORDS[option] ?? option.replaceAll('"', ""));
  return isChoice ? words.join(", ") : words.join(" or ");
}
