import * as v from "valibot";

import type { Imported } from "./answer.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const tallySchema = v.object({
  lines: count,
  stored: count,
  /** In the workspace before. */
  alreadyThere: count,
  /** More than once in one request; what is repeated further apart counts as already there. */
  repeated: count,
  refused: count,
  /** Of those that are there or repeated, how many have another content than what is kept. */
  conflicts: count,
  /** By code. */
  warnings: v.record(v.string(), count),
  /** By code. */
  refusals: v.record(v.string(), count),
});

/** What became of the lines: lines = stored + alreadyThere + repeated + refused. */
export type Tally = Readonly<v.InferOutput<typeof tallySchema>>;

export const EMPTY_TALLY: Tally = {
  lines: 0,
  stored: 0,
  alreadyThere: 0,
  repeated: 0,
  refused: 0,
  conflicts: 0,
  warnings: {},
  refusals: {},
};

export function addTallies(a: Tally, b: Tally): Tally {
  return {
    lines: a.lines + b.lines,
    stored: a.stored + b.stored,
    alreadyThere: a.alreadyThere + b.alreadyThere,
    repeated: a.repeated + b.repeated,
    refused: a.refused + b.refused,
    conflicts: a.conflicts + b.conflicts,
    warnings: addCounts(a.warnings, b.warnings),
    refusals: addCounts(a.refusals, b.refusals),
  };
}

/** The lines that one answer is about. */
export function tallyImported({ results, warnings }: Imported): Tally {
  const codes = [
    ...warnings,
    ...results.flatMap((result) => (result.status === "failed" ? [] : result.warnings)),
  ];
  return {
    lines: results.length,
    stored: results.filter(({ status }) => status === "stored").length,
    alreadyThere: results.filter(({ status }) => status === "preSkipped").length,
    repeated: results.filter(({ status }) => status === "duplicateInBatch").length,
    refused: results.filter(({ status }) => status === "failed").length,
    conflicts: results.filter((result) => "conflict" in result && result.conflict).length,
    warnings: countByCode(codes),
    refusals: countByCode(results.filter((result) => result.status === "failed")),
  };
}

/** Lines that were refused for a reason each. */
export function tallyRefused(refused: readonly { readonly code: string }[]): Tally {
  return { ...EMPTY_TALLY, lines: refused.length, refused: refused.length, refusals: countByCode(refused) };
}

function countByCode(coded: readonly { readonly code: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { code } of coded) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

function addCounts(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Record<string, number> {
  const sum = { ...a };
  for (const [code, number] of Object.entries(b)) sum[code] = (sum[code] ?? 0) + number;
  return sum;
}
