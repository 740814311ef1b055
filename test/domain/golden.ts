import { readFileSync } from "node:fs";

import * as v from "valibot";

export const GOLDEN_WORKSPACE = "wrk_golden";

const lineSchema = v.strictObject({
  kind: v.string(),
  why: v.string(),
  /** The `why` of the line whose id this one has too; a line without it has an id of its own. */
  sameAs: v.optional(v.string()),
  /** A text is a body as it comes, anything else what its JSON says. */
  body: v.union([v.string(), v.array(v.unknown()), v.record(v.string(), v.unknown())]),
  id: v.string(),
});

export type GoldenLine = v.InferOutput<typeof lineSchema>;

/** The lines as text, without their line ends. */
export function readGoldenTexts(): readonly string[] {
  const text = readFileSync(new URL("./golden-ids.ndjson", import.meta.url), "utf8");
  return text.split("\n").filter((line) => line !== "");
}

export function readGolden(): readonly GoldenLine[] {
  return readGoldenTexts().map((line) => v.parse(lineSchema, JSON.parse(line)));
}
