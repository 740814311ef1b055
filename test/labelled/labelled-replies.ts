import * as v from "valibot";

import development from "./replies.development.ndjson?raw";
import heldOut from "./replies.held-out.ndjson?raw";

const labelledReply = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z]{2}-(human|ooo|bounce|unsub)-\d{3}$/)),
  language: v.pipe(v.string(), v.regex(/^[a-z]{2}$/)),
  kind: v.picklist(["human", "out_of_office", "bounce", "unsubscribe"]),
  from: v.strictObject({ email: v.pipe(v.string(), v.email()), name: v.optional(v.string()) }),
  subject: v.string(),
  text: v.optional(v.string()),
  html: v.optional(v.string()),
  ownText: v.nullable(v.pipe(v.string(), v.nonEmpty())),
  note: v.optional(v.string()),
});

/** One message of the set; its fields are explained in README.md beside this file. */
export type LabelledReply = v.InferOutput<typeof labelledReply>;

const HALVES = { development, "held-out": heldOut };

/** All messages of one half, in the file's order; throws on a line that is none. */
export function readLabelledReplies(half: keyof typeof HALVES): readonly LabelledReply[] {
  return HALVES[half]
    .trimEnd()
    .split("\n")
    .map((line) => v.parse(labelledReply, JSON.parse(line)));
}
