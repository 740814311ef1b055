import * as v from "valibot";

import { someOf, text } from "./text.ts";

/** What a message says, as plain text, as HTML or as both; both may be absent. */
export const emptyableContent = v.pipe(
  v.looseObject({ text: v.optional(text), html: v.optional(text) }),
  v.description('the message like {"text": "Hello"} or {"html": "<p>Hello</p>"}'),
  v.metadata({ role: "content" }),
);

/** What a message says, with at least one of text and html. */
export const content = v.pipe(emptyableContent, someOf<Content>("text", "html"));

export type Content = v.InferOutput<typeof emptyableContent>;
