import * as v from "valibot";

import { isJsonObject, type JsonObject } from "../json.ts";

/** Text that counts as absent when blank, as every field of the contract does unless it says otherwise. */
export const text = v.string();

/** Text that must be there and may be empty: an email without a subject is an email. */
export const emptyableText = v.pipe(
  v.string(),
  v.metadata({ mayBeEmpty: true }),
  v.description('text, "" where there is none'),
);

/**
 * Another system's id. Numbers are common among them, and the same number as text is the same id. JSON readers
 * round large ones, which would make one id of many: those must come as text.
 */
export const identifier = v.pipe(
  v.union([v.string(), v.number()]),
  v.check(
    (id) => typeof id === "string" || Math.abs(id) <= Number.MAX_SAFE_INTEGER,
    "is too large a number to be exact: send it as text",
  ),
  v.transform((id) => String(id).trim()),
  v.description("an id as text"),
);

export const customMetadata = v.pipe(
  v.custom<JsonObject>(isJsonObject),
  v.description('an object like {"source": "Clay"}'),
  v.metadata({ role: "metadata" }),
);

/** For an object that must have at least one of these fields. */
export function someOf<Value extends object>(...names: readonly (keyof Value & string)[]) {
  const action = v.rawCheck<Value>(({ dataset, addIssue }) => {
    if (!dataset.typed || names.some((name) => dataset.value[name] !== undefined)) return;
    // Without an input, since something is missing rather than wrong.
    addIssue({ message: `has neither ${names.join(" nor ")}`, input: undefined });
  });
  // The names for whoever describes the schema: a function can't be asked for them.
  return { ...action, someOf: names };
}

/** True for what the contract counts as absent: null and text without a character to see. */
export function isBlank(value: unknown): boolean {
  if (typeof value !== "string") return value === undefined || value === null;
  // Most begin with something to see: no trimming for those.
  const first = value.charCodeAt(0);
  return !(first > 0x20 && first < 0x7f) && value.trim() === "";
}
