// `npm run bench`: every target that Touchlog sets itself, measured beside a reference in the same run.
import { defineCommand, runCommand } from "citty";

import { command, main } from "../src/cli/command.ts";
import { Refusal } from "../src/cli/refusal.ts";
import { bulk } from "./bulk.ts";
import { consumer } from "./consumer.ts";
import { cpu } from "./cpu.ts";
import { growth, SIZES } from "./growth.ts";
import { importing } from "./import.ts";
import { describeMachine } from "./machine.ts";
import { countMissed, type Section, toMarkdown } from "./report.ts";
import { writeSection } from "./results.ts";
import { throughput } from "./throughput.ts";
import { waiting } from "./waiting.ts";
import { weight } from "./weight.ts";

const LATENCIES = {
  "kv-hit": { type: "string", default: "5", description: "milliseconds until KV gives what is there" },
  "kv-miss": {
    type: "string",
    default: "60",
    description: "until it says that there is nothing, or has written",
  },
  queue: { type: "string", default: "30", description: "until the queue has taken a message" },
  "d1-round-trip": {
    type: "string",
    default: "40",
    description: "until D1 answers a call that waits for no other",
  },
  "d1-statement": {
    type: "string",
    default: "1",
    description: "of these, how long D1 is busy with the call",
  },
  "d1-row": { type: "string", default: "0.015", description: "how much longer for each row after the first" },
} as const;

const waitingCommand = command({
  name: "npm run bench -- waiting",
  description: "How long senders wait while the platform is as far away as it really is",
  args: LATENCIES,
  run: async (args) =>
    measure(() =>
      waiting({
        kvHit: readMilliseconds("kv-hit", args["kv-hit"]),
        kvMiss: readMilliseconds("kv-miss", args["kv-miss"]),
        queue: readMilliseconds("queue", args.queue),
        d1RoundTrip: readMilliseconds("d1-round-trip", args["d1-round-trip"]),
        d1Statement: readMilliseconds("d1-statement", args["d1-statement"]),
        d1Row: readMilliseconds("d1-row", args["d1-row"]),
      }),
    ),
});

const importCommand = command({
  name: "npm run bench -- import",
  description: "A large file through npm run import, interrupted and gone on with, beside single requests",
  args: {
    lines: { type: "string", default: "200000", description: "how many lines the file has, 10000 at least" },
  },
  run: async ({ lines }) => measure(() => importing(readLines(lines))),
});

const growthCommand = command({
  name: "npm run bench -- growth",
  description: "Rows that each statement and each page reads while the events become more",
  args: {
    upto: {
      type: "string",
      default: String(SIZES.at(-1)),
      description: "the largest number of events; results of fewer are shown only, not written",
    },
  },
  run: async ({ upto }) => {
    const sizes = SIZES.filter((size) => size <= readSize(upto));
    await measure(() => growth(sizes), sizes.length === SIZES.length);
  },
});

const plainCommands = {
  throughput: plain("throughput", "Single events a second beside the floor and the textbook", throughput),
  bulk: plain("bulk", "Many events in one call", bulk),
  cpu: plain("cpu", "What the pure part of receiving takes of the processor", cpu),
  consumer: plain("consumer", "Pending events through the queue's consumer", consumer),
  weight: plain("weight", "What is uploaded, what of, and how long it takes to start", weight),
};

function plain(name: string, description: string, bench: () => Promise<Section>) {
  return command({ name: `npm run bench -- ${name}`, description, args: {}, run: () => measure(bench) });
}

function readMilliseconds(option: string, given: string): number {
  if (/^\d+(\.\d+)?$/.test(given)) return Number(given);
  throw new Refusal(`--${option} is a number of milliseconds like 40 or 0.5, not "${given}".`);
}

// Fewer are through before a signal comes.
function readLines(given: string): number {
  if (/^\d{5,8}$/.test(given)) return Number(given);
  throw new Refusal(`--lines is a number from 10000 up, not "${given}".`);
}

function readSize(given: string): number {
  if (/^[1-9]\d{4,7}$/.test(given)) return Number(given);
  throw new Refusal(`--upto is a number from ${SIZES[0]} up, not "${given}".`);
}

async function measure(bench: () => Promise<Section>, isWhole = true): Promise<void> {
  const ranOn = describeMachine();
  const section = await bench();
  for (const { title, rows } of section.tables) {
    console.log(`\n${section.name}: ${title}`);
    console.table(rows);
  }
  if (isWhole) writeSection(section.name, toMarkdown(section, ranOn));
  const missed = countMissed(section);
  if (missed === 0) return;
  console.log(`${section.name}: ${missed} targets are not met.`);
  process.exitCode = 1;
}

const all = command({
  name: "npm run bench -- all",
  description: "All of them, one after the other, which is what happens without a name",
  args: {},
  async run() {
    await runCommand(waitingCommand, { rawArgs: [] });
    await runCommand(importCommand, { rawArgs: [] });
    await runCommand(growthCommand, { rawArgs: [] });
    for (const bench of Object.values(plainCommands)) await runCommand(bench, { rawArgs: [] });
  },
});

await main(
  defineCommand({
    meta: {
      name: "npm run bench --",
      description: "Measure what Touchlog promises of its speed, and write it into bench/results.md",
    },
    default: "all",
    subCommands: {
      all,
      waiting: waitingCommand,
      import: importCommand,
      growth: growthCommand,
      ...plainCommands,
    },
  }),
);
