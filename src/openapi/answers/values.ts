import * as v from "valibot";

import { IMPORT_WARNING_CODES, WARNING_CODES } from "../../domain/fault.ts";

// What answers are made of. These schemas validate nothing at run time: they describe, and a test holds real answers against them.

export const instant = v.pipe(v.string(), v.isoTimestamp());

/** An id, which begins with what tells whose it is. */
export function idOf(prefix: string, description: string) {
  return v.pipe(v.string(), v.regex(new RegExp(`^${prefix}_`)), v.description(description));
}

/** A text with what there is to say of it. */
export function said(description: string) {
  return v.pipe(v.string(), v.description(description));
}

export function counted(description: string) {
  return v.pipe(v.number(), v.integer(), v.minValue(0), v.description(description));
}

export const eventId = idOf("evt", "the event's id");
export const keyId = idOf("key", "the key's id");

export const count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const metadata = v.object({
  requestId: said("names the request, also in the header x-request-id and in the log"),
  timestamp: instant,
  usage: v.pipe(v.literal(0), v.description("Touchlog bills nothing")),
  message: said("what was done, in a sentence"),
});

/** An answer with its `data`. */
export function answered<TSchema extends v.GenericSchema>(data: TSchema) {
  return v.object({ _metadata: metadata, data });
}

export const fault = v.object({
  path: said("the field, like to[0].email; empty for the body as a whole"),
  code: v.picklist(["missing", "invalid_type", "invalid_value"]),
  message: v.string(),
  expected: v.string(),
  received: said("at most 40 characters of what was there"),
  hint: v.optional(v.string()),
});

export const warning = v.object({
  path: said("the field; empty for the body as a whole"),
  code: v.picklist([...WARNING_CODES, ...IMPORT_WARNING_CODES]),
  message: v.string(),
});

export const processingStatus = v.picklist(["stored", "pending", "processed", "failed"]);
export const dedupSource = v.picklist(["eventId", "content"]);
