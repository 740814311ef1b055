import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { buildTouchlog } from "./build.ts";
import { emailTemplate } from "./events.ts";
import { type Written, writeLines } from "./import-lines.ts";
import { type ImportRun, runImport, type Until } from "./import-run.ts";
import { createLoad, type Load } from "./load/load.ts";
import { judge, rounded, type Row, type Section } from "./report.ts";
import { type Server, startServer } from "./server.ts";
import { median } from "./statistics.ts";

const SINGLE_MS = 2_000;
const MIN_OF_SINGLE = 10;

/** A large file through `npm run import`, which is interrupted and killed on the way, beside single requests. */
export async function importing(lines: number): Promise<Section> {
  const folder = await mkdtemp(join(tmpdir(), "touchlog-import-"));
  const build = await buildTouchlog();
  const server = await startServer(build);
  const other = await startServer(build);
  const load = createLoad();
  try {
    const file = join(folder, "events.ndjson");
    const written = await writeLines(file, lines);
    const singles = [await single(load, other)];
    const runs: (ImportRun & { readonly run: string })[] = [];
    for (const [run, until] of stages(lines)) {
      runs.push({ run, ...(await runImport(server, file, until)) });
      singles.push(await single(load, other));
    }
    const seconds = runs.reduce((sum, { ms }) => sum + ms, 0) / 1000;
    const counts = readCounts(runs.at(-1)?.output ?? "");
    return {
      name: "import",
      about: ABOUT,
      tables: [
        { title: "Lines a second", rows: rates(lines / seconds, median(singles)) },
        { title: "What became of the lines", rows: balance(written, counts, await countRows(server)) },
        {
          title: "The three runs",
          rows: runs.map(({ run, ms, end }) => ({ run, seconds: rounded(ms / 1000, 1), end })),
        },
      ],
    };
  } finally {
    await load.close();
    await server.close();
    await other.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function stages(lines: number): readonly (readonly [run: string, until: Until | null])[] {
  return [
    ["until SIGINT", { lines: 0.3 * lines, signal: "SIGINT" }],
    ["until SIGKILL", { lines: 0.6 * lines, signal: "SIGKILL" }],
    ["to the end", null],
  ];
}

/** Events a second. */
async function single(load: Load, server: Server): Promise<number> {
  const { host, port } = server;
  const template = emailTemplate(server, "opened");
  const burst = { host, port, ...template, connections: 1, warmUpMs: 500, durationMs: SINGLE_MS };
  return (await load.burst(burst)).perSecond;
}

const ABOUT = [
  `Lines of NDJSON, emails of 2 KB, by \`npm run import\` with what it does unasked: 4 requests at a time, 500 lines in each. Of each
thousand lines two are refused and ten are repeated. SIGINT ends it at 30 % and SIGKILL at 60 %; each time the same command
goes on. The rate counts the starts and the ends of all three runs; that of single requests is the median of four bursts, before
them, between them and after them, to a Worker of its own. What the Worker had stored and the journal did not know of at the kill
is sent twice, and counts as already there.`,
];

function rates(perSecond: number, singlePerSecond: number): readonly Row[] {
  const ratio = perSecond / singlePerSecond;
  return [
    {
      what: "npm run import",
      "lines/s": rounded(perSecond),
      "× single": rounded(ratio, 1),
      ...judge(`≥ ${MIN_OF_SINGLE} × single`, ratio >= MIN_OF_SINGLE),
    },
    { what: "single requests at one connection", "lines/s": rounded(singlePerSecond) },
  ];
}

type Counts = Readonly<Record<"lines" | "stored" | "already there" | "repeated" | "refused", number>>;

function balance({ lines, distinct, invalid }: Written, counts: Counts, rows: number): readonly Row[] {
  const known = counts.stored + counts["already there"] + counts.repeated;
  return [
    { what: "lines", count: counts.lines, ...judge(`${lines} in the file`, counts.lines === lines) },
    { what: "stored", count: counts.stored },
    { what: "already there", count: counts["already there"] },
    { what: "repeated in the same request", count: counts.repeated },
    { what: "refused", count: counts.refused, ...judge(`${invalid} made so`, counts.refused === invalid) },
    {
      what: "all four",
      count: known + counts.refused,
      ...judge("the lines", known + counts.refused === lines),
    },
    { what: "new rows in D1", count: rows, ...judge(`${distinct} distinct events`, rows === distinct) },
  ];
}

/** From the summary that the command prints. */
function readCounts(output: string): Counts {
  const find = (what: string) =>
    Number(new RegExp(`([\\d,]+) ${what}`).exec(output)?.[1]?.replaceAll(",", "") ?? Number.NaN);
  return {
    lines: find("lines"),
    stored: find("stored"),
    "already there": find("already there"),
    repeated: find("repeated"),
    refused: find("refused"),
  };
}

async function countRows({ db }: Server): Promise<number> {
  return (await db.prepare("SELECT count(*) AS rows FROM events").first<number>("rows")) ?? 0;
}
