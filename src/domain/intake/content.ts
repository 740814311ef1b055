import { isBlank } from "../fields/text.ts";
import type { Field } from "../schema.ts";
import { type Draft, removeField, setField, warn } from "./draft.ts";

const TAG = /^\s*<(?:!doctype html|html|head|body|div|p|table|span|br)\b/i;

/** A message as a text, or as `text` and `html` of the event itself. */
export function readContent(draft: Draft, { name }: Field): void {
  const value = draft.fields[name];
  if (!isBlank(value)) {
    if (typeof value !== "string") return;
    const part = TAG.test(value) && value.trimEnd().endsWith(">") ? "html" : "text";
    setField(draft, name, { [part]: value });
    warn(draft, name, "content", `it was read as {"${part}": …}; send it so`);
    return;
  }
  const parts = ["text", "html"].filter((part) => {
    const said = draft.fields[part];
    return typeof said === "string" && !isBlank(said);
  });
  if (parts.length === 0) return;
  setField(draft, name, Object.fromEntries(parts.map((part) => [part, draft.fields[part]])));
  for (const part of parts) removeField(draft, part);
  warn(
    draft,
    name,
    "content",
    `${parts.join(" and ")} of the event was read as ${name}; send it inside ${name}`,
  );
}
