import { performance } from "node:perf_hooks";

import * as v from "valibot";

import { buildWorker } from "./build.ts";
import { judge, type Row, rounded, type Section } from "./report.ts";
import { startServer } from "./server.ts";

const ROUNDS = 15;

/** Long enough that the request which asks for it is nothing beside it. */
const ROUND_MS = 250;

const TARGETS: Readonly<Record<string, number>> = { "email sent, 2 KB": 6, "transcript, 1 MiB": 3 };

/** What the pure part of receiving takes of the processor in workerd, in units of what no receiver gets around. */
export async function cpu(): Promise<Section> {
  const server = await startServer(await buildWorker("pure"));
  try {
    const events = v.parse(v.array(v.string()), await (await fetch(server.origin)).json());
    const rows: Row[] = [];
    for (const event of events) rows.push(await measure(server.origin, event));
    return {
      name: "cpu",
      about: ABOUT,
      tables: [
        { title: "Milliseconds of the processor for one event, the fastest and the slowest round", rows },
      ],
    };
  } finally {
    await server.close();
  }
}

const ABOUT = [
  `The pure part of receiving (read the JSON, understand the event, its identity, the hash of its content) beside
\`JSON.parse\` and one SHA-256 of the same bytes, both in workerd. ${ROUNDS} rounds of about ${ROUND_MS} ms of each in turn. The ratio
is that of the fastest rounds: whoever else uses the machine can only make one slower.`,
];

async function measure(origin: string, event: string): Promise<Row> {
  const time = async (work: "receive" | "compare", times: number) => {
    const begin = performance.now();
    await fetch(`${origin}/?${new URLSearchParams({ event, work, times: String(times) }).toString()}`);
    return (performance.now() - begin) / times;
  };
  const timesOf = async (work: "receive" | "compare") => {
    let times = 1;
    // Doubled until it is long enough, which warms it up as well.
    while ((await time(work, times)) * times < ROUND_MS) times *= 2;
    return times;
  };
  const receiveTimes = await timesOf("receive");
  const compareTimes = await timesOf("compare");
  const received: number[] = [];
  const compared: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    compared.push(await time("compare", compareTimes));
    received.push(await time("receive", receiveTimes));
  }
  const ratio = Math.min(...received) / Math.min(...compared);
  const target = TARGETS[event];
  return {
    event,
    "receive, ms": toRange(received),
    "JSON.parse + SHA-256, ms": toRange(compared),
    ratio: rounded(ratio, 2),
    ...(target === undefined ? {} : judge(`≤ ${target} ×`, ratio <= target)),
  };
}

function toRange(values: readonly number[]): string {
  return `${rounded(Math.min(...values), 4)}–${rounded(Math.max(...values), 4)}`;
}
