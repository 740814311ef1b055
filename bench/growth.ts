import * as v from "valibot";

import { email } from "./events.ts";
import { indexEvents } from "../src/pipeline/index-text.ts";
import { buildWorker } from "./build.ts";
import { consolePages, receiveSingles } from "./console.ts";
import { analyticsPages, fillHistory, fillShown } from "./figures.ts";
import { doEverything } from "./growth-work.ts";
import { type PageCost, readPages, toPageRows } from "./pages.ts";
import { judge, type Row, rounded, type Section } from "./report.ts";
import { type Server, startServer } from "./server.ts";
import { fill } from "./stock.ts";

export const SIZES = [10_000, 100_000, 1_000_000] as const;

/** Times what it reads at the smallest size that a statement may read at the largest, and a few rows by chance. */
const MAX_FACTOR = 1.5;
const FEW_ROWS = 10;

const TOKEN = "token-of-a-benchmark";

const BODY = email("opened", "1").slice(0, 300);

const noteSchema = v.object({ calls: v.number(), rowsRead: v.number(), milliseconds: v.number() });

const notesSchema = v.record(v.string(), noteSchema);

type Notes = v.InferOutput<typeof notesSchema>;

/** Rows that each statement of the Worker and each page reads while the events become more, by these sizes. */
export async function growth(sizes: readonly number[] = SIZES): Promise<Section> {
  const server = await startServer(await buildWorker("growth"), { OPERATOR_TOKEN: TOKEN, MARKERS: "off" });
  try {
    const found: Notes[] = [];
    const figures: ReadonlyMap<string, PageCost>[] = [];
    const consoles: ReadonlyMap<string, PageCost>[] = [];
    let there = 0;
    await fillShown(server);
    const singles = await receiveSingles(server);
    for (const size of sizes) {
      await fill({ server, from: there, count: size - there, type: "opened", status: "stored", body: BODY });
      await fillHistory(server, there, size - there);
      there = size;
      await catchUp(server);
      // Once for what is made at the first time, once to be looked at.
      await doEverything(server, TOKEN, `${size} first`);
      await (await fetch(`${server.origin}/bench/notes`)).text();
      await doEverything(server, TOKEN, `${size} again`);
      found.push(v.parse(notesSchema, await (await fetch(`${server.origin}/bench/notes`)).json()));
      figures.push(await readPages(server, analyticsPages(server)));
      consoles.push(await readPages(server, await consolePages(server, singles)));
    }
    const statements = [...new Set(found.flatMap((notes) => Object.keys(notes)))].toSorted();
    return {
      name: "growth",
      about: toAbout(sizes),
      tables: [
        { title: "Pages of 30 days", rows: toPageRows(sizes.map(toSize), figures, isGrowth) },
        { title: "Pages of the console", rows: toPageRows(sizes.map(toSize), consoles, isGrowth) },
        { title: `${statements.length} statements`, rows: statements.map((sql) => toRow(sql, sizes, found)) },
      ],
    };
  } finally {
    await server.close();
  }
}

/** What came past the Worker is made findable, and its facts are there: the cron trigger has a usual minute to do. */
async function catchUp({ db }: Server): Promise<void> {
  let indexed = 0;
  do indexed = await indexEvents(db, Date.now());
  while (indexed > 0);
  await db.prepare("UPDATE marks SET value = (SELECT max(seq) FROM events) WHERE name = 'facts'").run();
}

const toAbout = (sizes: readonly number[]) => [
  `Everything that the Worker does, done on a database with ${sizes.map((size) => size.toLocaleString("en")).join(", ")} stored events of one
workspace. Rows read are what D1 reports, and bills, for one run of the statement; milliseconds are from the Worker to D1
and back. A statement is as good as independent of the history when the rows at the largest size are at most
${MAX_FACTOR} × those at the smallest, give or take ${FEW_ROWS}.`,
  `All that was put in past the Worker is counted, findable by its words and has its facts before anything is measured, as in use.`,
  `The pages of figures show the same 30 days, with 2,000 messages in ten campaigns, 20 calls and 20 meetings, while as many
older messages as there are events, and a hundredth as many calls and meetings, lie before them. Their rows are those of all
statements of one request, their milliseconds the whole request's, the median of some.`,
  `The pages of the console are asked for by somebody who is signed in, those of figures for the same 30 days. All events
of the history are of one kind, sub-type, status and provider and have the same words, so that a filter finds either all or nothing.`,
];

function toRow(sql: string, sizes: readonly number[], found: readonly Notes[]): Row {
  const notes = found.map((sized) => sized[sql]);
  const rows = notes.map((note) => (note === undefined ? null : note.rowsRead / note.calls));
  const [first, last] = [rows.at(0) ?? null, rows.at(-1) ?? null];
  const columns = (title: string, figureOf: (note: Notes[string]) => number) =>
    sizes.map((size, index) => {
      const note = notes[index];
      return [
        `${title}, ${toSize(size)}`,
        note === undefined ? "" : rounded(figureOf(note) / note.calls, 1),
      ] as const;
    });
  return {
    statement: toLabel(sql),
    ...Object.fromEntries(columns("rows", ({ rowsRead }) => rowsRead)),
    ...Object.fromEntries(columns("ms", ({ milliseconds }) => milliseconds)),
    ...(first === null || last === null ? {} : judge("no growth", !isGrowth(first, last))),
  };
}

function isGrowth(first: number, last: number): boolean {
  return last > first * MAX_FACTOR + FEW_ROWS;
}

function toSize(size: number): string {
  return size >= 1_000_000 ? `${size / 1_000_000} M` : `${size / 1_000} k`;
}

const LABEL_CHARACTERS = 100;

function toLabel(sql: string): string {
  const line = sql.replaceAll(/\s+/g, " ").trim();
  return `\`${line.length > LABEL_CHARACTERS ? `${line.slice(0, LABEL_CHARACTERS)} …` : line}\``;
}
