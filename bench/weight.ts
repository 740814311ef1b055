import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import * as v from "valibot";

import { runWrangler } from "../src/cli/wrangler.ts";
import { buildTouchlog } from "./build.ts";
import { judge, type Row, rounded, type Section } from "./report.ts";
import { median } from "./statistics.ts";

const MAX_BYTES = 120_000;
const SHOWN = 15;
const STARTS = 5;

/** `wrangler check startup` calls nothing good itself; the platform refuses a Worker that takes a second. */
const MAX_START_MS = 100;

const metafileSchema = v.object({
  outputs: v.record(
    v.string(),
    v.object({ inputs: v.record(v.string(), v.object({ bytesInOutput: v.number() })) }),
  ),
});

/** How much is uploaded, what of, and how long it takes to start. */
export async function weight(): Promise<Section> {
  const { script, metafile } = await buildTouchlog();
  const bytes = readFileSync(script);
  const zipped = gzipSync(bytes, { level: 9 }).byteLength;
  const starts: number[] = [];
  for (let round = 0; round < STARTS; round++) starts.push(await measureStart());
  const startMs = median(starts);
  const whole: Row[] = [
    {
      what: "the Worker, gzip",
      figure: `${rounded(zipped / 1000, 1)} KB`,
      ...judge(`≤ ${MAX_BYTES / 1000} KB`, zipped <= MAX_BYTES),
    },
    { what: "the Worker as it is", figure: `${rounded(bytes.byteLength / 1000, 1)} KB` },
    {
      what: "start-up, by `wrangler check startup`",
      figure: `${rounded(startMs, 1)} ms`,
      ...judge(`≤ ${MAX_START_MS} ms`, startMs <= MAX_START_MS),
    },
  ];
  return {
    name: "weight",
    about: [
      `What \`npm run deploy\` uploads, and the profile of its start on this machine (active time, the median of ${STARTS}; the platform allows 1 s).`,
    ],
    tables: [
      { title: "The whole", rows: whole },
      { title: "What it is made of, in KB before compression", rows: partsOf(metafile) },
    ],
  };
}

function partsOf(metafile: string): readonly Row[] {
  const { outputs } = v.parse(metafileSchema, JSON.parse(readFileSync(metafile, "utf8")));
  const parts = new Map<string, number>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const part = partOf(path);
      parts.set(part, (parts.get(part) ?? 0) + bytesInOutput);
    }
  }
  return [...parts]
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, SHOWN)
    .map(([part, size]) => ({ part, KB: rounded(size / 1000, 1) }));
}

/** The package or the folder of a file. */
function partOf(path: string): string {
  const name = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
  return name ?? /src(?:\/[^/]+(?=\/))?/.exec(path)?.[0] ?? path;
}

async function measureStart(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "touchlog-"));
  try {
    const outfile = join(folder, "start.cpuprofile");
    const outcome = await runWrangler(["check", "startup", `--outfile=${outfile}`]);
    if (outcome.code !== 0) throw new Error(`the start was not measured:\n${outcome.stderr}`);
    const active = /Active: ([\d.]+) ms/.exec(outcome.stdout)?.[1];
    if (active === undefined) throw new Error(`no time of the start in:\n${outcome.stdout}`);
    return Number(active);
  } finally {
    await rm(folder, { recursive: true });
  }
}
