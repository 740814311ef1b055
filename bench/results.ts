import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

import { PROJECT } from "../src/cli/project.ts";

const RESULTS = resolve(PROJECT, "bench/results.md");

const BLANK = `# Results

What \`npm run bench\` measured last, each bench by itself; [docs/benchmarks.md](../docs/benchmarks.md) says how to read it.
Ratios are of one run, side by side, and are what counts: the figures themselves go up and down with the machine.
`;

/** The page with a section in place of the one of this name, or at its end. */
export function withSection(page: string, name: string, section: string): string {
  const [intro = "", ...sections] = page.trimEnd().split(/\n+(?=## )/);
  const at = sections.findIndex((candidate) => candidate.startsWith(`## ${name}\n`));
  const others = at < 0 ? [...sections, section] : sections.with(at, section);
  return `${[intro, ...others].join("\n\n")}\n`;
}

/** Writes the section of a bench into bench/results.md. */
export function writeSection(name: string, section: string): void {
  const page = existsSync(RESULTS) ? readFileSync(RESULTS, "utf8") : BLANK;
  writeFileSync(RESULTS, withSection(page, name, section));
}
