import * as v from "valibot";

import { findKindOfType } from "./domain/kinds/registry.ts";

const schema = v.object({
  PROCESSED_EVENT_TYPES: v.pipe(
    v.string(),
    v.transform((list) =>
      list
        .split(",")
        .map((type) => type.trim())
        .filter((type) => type !== ""),
    ),
    v.check(
      (types) => types.every((type) => findKindOfType(type) !== null),
      "names a sub-type that no kind has",
    ),
  ),
  MARKERS: v.picklist(["all", "repeats", "off"]),
  SWEEP_AFTER_SECONDS: v.pipe(v.string(), v.toNumber(), v.integer(), v.minValue(1), v.maxValue(3600)),
});

/** What an operator sets in wrangler.toml or the dashboard. */
export type Settings = {
  /** Sub-types that go through the queue. */
  readonly processedTypes: ReadonlySet<string>;
  readonly markers: "all" | "repeats" | "off";
  /** How long a queued event may stay without an outcome before it is queued again. */
  readonly sweepAfterMs: number;
};

/** Throws when a setting is none of its allowed values: better no answer than a wrong one. */
export function readSettings(env: { readonly [Name in keyof typeof schema.entries]: string }): Settings {
  const result = v.safeParse(schema, env);
  if (!result.success) {
    const [issue] = result.issues;
    throw new Error(`setting ${v.getDotPath(issue) ?? ""}: ${issue.message}`);
  }
  const { PROCESSED_EVENT_TYPES, MARKERS, SWEEP_AFTER_SECONDS } = result.output;
  return {
    processedTypes: new Set(PROCESSED_EVENT_TYPES),
    markers: MARKERS,
    sweepAfterMs: SWEEP_AFTER_SECONDS * 1000,
  };
}
