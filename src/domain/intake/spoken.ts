import { isBlank } from "../fields/text.ts";
import type { Turn } from "../fields/turn.ts";
import type { Field } from "../schema.ts";
import { namedLine, readNamedLines } from "../transcript.ts";
import { readCaptions } from "./captions.ts";
import { type Draft, setField, warn } from "./draft.ts";

/** A transcript as a text with turns in it, or as a list of lines. A text without turns stays a text. */
export function readTranscript(draft: Draft, { name }: Field): void {
  const value = draft.fields[name];
  const turns = typeof value === "string" ? readText(value) : readLines(value);
  if (turns === null) return;
  setField(draft, name, turns);
  const message = `it was read as ${turns.length} turns like {"speaker": "Ann", "text": "Hello"}; send a list of them`;
  warn(draft, name, "transcript", message);
}

function readText(text: string): readonly Turn[] | null {
  return isBlank(text) ? null : (readCaptions(text) ?? readNamedLines(text));
}

/** Null where no item is a text. */
function readLines(value: unknown): readonly unknown[] | null {
  if (!Array.isArray(value)) return null;
  const items: readonly unknown[] = value;
  if (!items.some((item) => typeof item === "string")) return null;
  // One `Name: …` alone is as likely a sentence with a colon.
  const isNamed = items.filter((item) => typeof item === "string" && namedLine(item) !== null).length > 1;
  return items.map((item) => {
    if (typeof item !== "string") return item;
    return (isNamed ? namedLine(item) : null) ?? { speaker: null, text: item };
  });
}
