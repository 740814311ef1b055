import type { Tally } from "./tally.ts";
import { formatNumber, formatSeconds } from "./words.ts";

type Summary = {
  readonly name: string;
  readonly tally: Tally;
  /** Of this run, and how many of the lines it took care of. */
  readonly seconds: number;
  readonly linesNow: number;
  readonly refusedPaths: { readonly lines: string; readonly reasons: string };
};

/** What became of all lines so far, those of interrupted runs included. */
export function summarize({ name, tally, seconds, linesNow, refusedPaths }: Summary): string {
  const pace = seconds > 0 ? `, ${formatNumber(linesNow / seconds)} lines/s` : "";
  const now = linesNow === tally.lines ? "" : `, ${formatNumber(linesNow)} of them now`;
  const counts = [
    [tally.stored, "stored"],
    [tally.alreadyThere, "already there"],
    [tally.repeated, "repeated in the same request"],
    [tally.refused, "refused"],
  ] as const;
  const width = formatNumber(Math.max(...counts.map(([count]) => count))).length;
  const lines = [
    `${name}: ${formatNumber(tally.lines)} lines${now} in ${formatSeconds(seconds)}${pace}`,
    ...counts.map(([count, what]) => `  ${formatNumber(count).padStart(width)} ${what}`),
  ];
  if (tally.conflicts > 0) {
    lines.push(
      `${formatNumber(tally.conflicts)} of those already there or repeated differ from what is kept.`,
    );
  }
  if (Object.keys(tally.warnings).length > 0) lines.push(`Warnings: ${listCounts(tally.warnings)}`);
  if (tally.refused > 0) {
    lines.push(
      `Refused: ${listCounts(tally.refusals)}`,
      `  mend and import: ${refusedPaths.lines}`,
      `  why, line by line: ${refusedPaths.reasons}`,
    );
  }
  return lines.join("\n");
}

function listCounts(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .toSorted(([, a], [, b]) => b - a)
    .map(([code, count]) => `${formatNumber(count)} × ${code}`)
    .join(", ");
}
