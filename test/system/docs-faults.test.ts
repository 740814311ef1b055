import { existsSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { read, ROOT, tableBelow } from "./docs.ts";

const SECTION = "## When something fails";

type Reference = { readonly file: string; readonly title: string };

/** The tables of the section, by their headings. */
function readFaults() {
  const page = read("docs/operations.md");
  const [, rest = ""] = page.split(`\n${SECTION}\n`);
  const section = rest.slice(0, rest.search(/^## /m));
  const headings = [...section.matchAll(/^### .+$/gm)].map(([heading]) => heading);
  return headings.flatMap((heading) =>
    tableBelow(`\n${section}`, heading).map((cells) => ({ fault: cells[0] ?? "", cells })),
  );
}

/** What a cell names as `file` "title". */
function readReferences(cell: string): readonly Reference[] {
  return [...cell.matchAll(/`([^`]+)` "([^"]+)"/g)].map(([, file = "", title = ""]) => ({ file, title }));
}

/** The titles of a test file as they are written, with the places of `it.each` in them. */
function readTitles(source: string): readonly string[] {
  const titles = source.matchAll(/(?:\b(?:it|describe)(?:\.concurrent)?|\))\(\s*"((?:[^"\\\n]|\\.)*)"/g);
  return [...titles].map(([, title = ""]) => title);
}

/** True for a title of the file, or for one of an `it.each` whose values stand in the file as texts. */
function hasTest(source: string, title: string): boolean {
  return readTitles(source).some((written) => {
    const pattern = written.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/%[sij]/g, "(.+)");
    const [found, ...values] = new RegExp(`^${pattern}$`).exec(title) ?? [];
    return found !== undefined && values.every((value) => source.includes(`"${value}"`));
  });
}

describe("docs/operations.md, when something fails", () => {
  const faults = readFaults();

  it("says of every fault what is seen, what is lost, what heals it and which test shows it", () => {
    expect(faults.length).toBeGreaterThan(30);
    const bare = faults.filter(({ cells }) => cells.length !== 5 || cells.includes(""));
    expect(bare.map(({ fault }) => fault)).toEqual([]);
    const untested = faults.filter(({ cells }) => readReferences(cells[4] ?? "").length === 0);
    expect(untested.map(({ fault }) => fault)).toEqual([]);
  });

  it("names tests that there are", () => {
    const named = faults.flatMap(({ cells }) => readReferences(cells[4] ?? ""));
    const missing = named.filter(
      ({ file, title }) => !existsSync(join(ROOT, file)) || !hasTest(read(file), title),
    );
    expect(missing).toEqual([]);
    const all = faults.map(({ cells }) => cells[4] ?? "").join();
    expect(named.length).toBe(all.match(/\.test\.ts/g)?.length);
  });

  it("would notice a title that is not in its file, whole and with its values", () => {
    const source = 'it("stays", () => {});\nit.each([["a"]])("comes from %s", () => {});';
    expect(["stays", "comes from a"].filter((title) => !hasTest(source, title))).toEqual([]);
    expect(
      ["stay", "stays on", "comes from b", "comes from"].filter((title) => hasTest(source, title)),
    ).toEqual([]);
  });
});
