import * as v from "valibot";

/** Text that counts as absent when blank, as every field of the contract does unless it says otherwise. */
export const text = v.string();

/** Text that must be there and may be empty: an email without a subject is an email. */
export const emptyableText = v.pipe(
  v.string(),
  v.metadata({ mayBeEmpty: true }),
  v.description('text, "" where there is none'),
);

/** Another system's id. Numbers are common among them, and the same number as text is the same id. */
export const identifier = v.pipe(
  v.union([v.string(), v.number()]),
  v.transform((id) => String(id).trim()),
);

export const customMetadata = v.record(v.string(), v.unknown());

/** True for what the contract counts as absent: null and text without a character to see. */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === "string" && value.trim() === "");
}
