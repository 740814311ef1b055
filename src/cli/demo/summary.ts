import type { Tally } from "../import/tally.ts";
import { formatNumber, formatSeconds } from "../import/words.ts";
import { formatTable } from "../table.ts";
import type { World } from "./world.ts";

/** What was sent, by kind and sub-type, and what became of it. */
export function summarize({ events, repeats }: World, tally: Tally, wrong: number, seconds: number): string {
  const counts = new Map<string, number>();
  for (const { type, body } of events) {
    const name = `${type} ${body.eventType}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const width = formatNumber(Math.max(0, ...counts.values())).length;
  const rows = [...counts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => [...name.split(" "), formatNumber(count).padStart(width)]);
  const lines = [
    formatTable(["type", "eventType", "events"], rows),
    "",
    `${formatNumber(tally.lines)} events in ${formatSeconds(seconds)}: ${formatNumber(tally.stored)} stored, ${formatNumber(tally.alreadyThere)} already there, ${formatNumber(tally.refused)} refused.`,
  ];
  if (wrong > 0) {
    lines.push(
      `${repeats.length} of them came twice, one with another content, and ${wrong} wrong ones were sent besides, to be refused.`,
    );
  }
  return lines.join("\n");
}
