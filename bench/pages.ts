import * as v from "valibot";

import { judge, rounded, type Row } from "./report.ts";
import type { Server } from "./server.ts";
import { median } from "./statistics.ts";

const READINGS = 5;

/** A page as it is asked for, and what the table calls it. */
export type Asked = {
  readonly name: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
};

/** What one page took: statements, rows that D1 read, and milliseconds until the answer is there. */
export type PageCost = { readonly calls: number; readonly rowsRead: number; readonly milliseconds: number };

const noteSchema = v.record(
  v.string(),
  v.object({ calls: v.number(), rowsRead: v.number(), milliseconds: v.number() }),
);

/** What each page takes, by its name: rows of the last of some readings, and their median time. */
export async function readPages(
  { origin }: Server,
  pages: readonly Asked[],
): Promise<ReadonlyMap<string, PageCost>> {
  const costs = new Map<string, PageCost>();
  for (const page of pages) {
    // Once for what is read at the first time only, as the key is.
    await read(origin, page);
    const times: number[] = [];
    let noted = await takeNotes(origin);
    for (let reading = 0; reading < READINGS; reading++) {
      times.push(await read(origin, page));
      noted = await takeNotes(origin);
    }
    costs.set(page.name, { ...noted, milliseconds: median(times) });
  }
  return costs;
}

async function read(origin: string, { path, headers }: Asked): Promise<number> {
  const begin = performance.now();
  const response = await fetch(`${origin}${path}`, { headers, redirect: "manual" });
  const text = await response.text();
  const milliseconds = performance.now() - begin;
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
  return milliseconds;
}

async function takeNotes(origin: string): Promise<Pick<PageCost, "calls" | "rowsRead">> {
  const notes = v.parse(noteSchema, await (await fetch(`${origin}/bench/notes`)).json());
  const sum = (of: (note: (typeof notes)[string]) => number) =>
    Object.values(notes).reduce((all, note) => all + of(note), 0);
  return {
    calls: sum(({ calls }) => calls),
    rowsRead: sum(({ rowsRead }) => rowsRead),
  };
}

/** Rows and time side by side, a column for each size. */
export function toPageRows(
  sizes: readonly string[],
  found: readonly ReadonlyMap<string, PageCost>[],
  isGrowth: (first: number, last: number) => boolean,
): readonly Row[] {
  const pages = [...(found[0]?.keys() ?? [])];
  return pages.map((page) => {
    const costs = found.map((sized) => sized.get(page));
    const columns = (title: string, figureOf: (cost: PageCost) => number) =>
      sizes.map((size, index) => {
        const cost = costs[index];
        return [`${title}, ${size}`, cost === undefined ? "" : rounded(figureOf(cost), 1)] as const;
      });
    const first = costs.at(0)?.rowsRead ?? 0;
    const last = costs.at(-1)?.rowsRead ?? 0;
    return {
      page,
      statements: costs.at(-1)?.calls ?? 0,
      ...Object.fromEntries(columns("rows", ({ rowsRead }) => rowsRead)),
      ...Object.fromEntries(columns("ms", ({ milliseconds }) => milliseconds)),
      ...judge("no growth", !isGrowth(first, last)),
    };
  });
}
