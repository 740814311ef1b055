// `npm run soak`: thousands of events through the real Worker while everything around it fails, and then the ledger.
import { styleText } from "node:util";

import { Presets, SingleBar } from "cli-progress";

import { command, main } from "../../src/cli/command.ts";
import { applyMigrations } from "../../src/cli/migrations.ts";
import { Refusal } from "../../src/cli/refusal.ts";
import { claimAddress, readPort } from "../../src/cli/start/port.ts";
import { makeFolder } from "../system/folder.ts";
import { answerLines, type Books, type Line, openAccounts } from "./ledger.ts";
import { eventLines } from "./ledger-events.ts";
import { platformLines } from "./ledger-platform.ts";
import { refusalLines } from "./ledger-refusals.ts";
import { makePlan } from "./plan.ts";
import { readingLines } from "./reading.ts";
import { type Run, runPlan } from "./run.ts";
import { takeStock } from "./stock.ts";

const HOST = "127.0.0.1";
const FEWEST = 5_000;
const PLAIN_LINE_MS = 5_000;

await main(
  command({
    name: "npm run soak --",
    description: "Send thousands of events while everything around the Worker fails, and balance the ledger",
    args: {
      events: { type: "string", default: "20000", description: "how many submissions" },
      seed: { type: "string", default: "1", description: "the same seed sends the same events and faults" },
      port: { type: "string", default: "8799", description: "the port of the runtime, on this machine only" },
    },
    async run({ events, seed, port }) {
      const count = readCount(events);
      await claimAddress(HOST, readPort(port));
      const lines = await soak(seed, count, Number(port));
      const wrong = lines.filter(({ balances }) => !balances).length;
      console.log(wrong === 0 ? "\nThe ledger balances." : `\n${wrong} lines do not balance.`);
      process.exitCode = wrong === 0 ? 0 : 1;
    },
  }),
);

function readCount(given: string): number {
  const count = Number(given);
  if (Number.isInteger(count) && count >= FEWEST) return count;
  throw new Refusal(`--events is a number from ${FEWEST} up, not "${given}": fewer meet too few faults.`);
}

async function soak(seed: string, count: number, port: number): Promise<readonly Line[]> {
  const folder = await makeFolder();
  try {
    const plan = makePlan(seed, count);
    await applyMigrations({ kind: "local", stateDir: folder.path });
    const run = await runWithProgress(plan, { stateDir: folder.path, port, seed });
    try {
      const books = { plan, run, stock: await takeStock(run.origin) };
      const accounts = openAccounts(books);
      const lines = [
        ...answerLines(books, accounts),
        ...eventLines(books, accounts),
        ...(await readingLines(run, accounts)),
        ...refusalLines(books),
        ...platformLines(books),
      ];
      for (const line of lines) print(line);
      printRun(books);
      return lines;
    } finally {
      await run.stop();
    }
  } finally {
    await folder.remove();
  }
}

async function runWithProgress(
  ...[plan, options]: [Books["plan"], Parameters<typeof runPlan>[1]]
): Promise<Run> {
  const bar = new SingleBar(
    {
      format:
        "{bar} {percentage}% {value}/{total}  {open} open  {retries} retries  {kills} kills  {duration_formatted}",
      // Where there is no terminal: a plain line now and then.
      noTTYOutput: true,
      notTTYSchedule: PLAIN_LINE_MS,
      hideCursor: true,
    },
    Presets.shades_grey,
  );
  bar.start(plan.sendings.length, 0, { open: 0, retries: 0, kills: 0 });
  try {
    return await runPlan(plan, options, ({ done, open, retries }, kills) =>
      bar.update(done, { open, retries, kills }),
    );
  } finally {
    bar.stop();
  }
}

function print({ about, found, balances }: Line): void {
  const mark = balances ? styleText("green", "✓") : styleText("red", "✗");
  console.log(`${mark} ${about}: ${found}`);
}

function printRun({ plan, run }: Books): void {
  const { traffic, loadMs } = run;
  const seconds = loadMs / 1000;
  const logged = new Map<string, number>();
  for (const life of run.notes) {
    for (const [message, times] of Object.entries(life.logged)) {
      logged.set(message, (logged.get(message) ?? 0) + times);
    }
  }
  console.log(`
${plan.sendings.length} submissions in ${seconds.toFixed(0)} s, ${(plan.sendings.length / seconds).toFixed(0)} a second, kills and starts included
${traffic.retries} attempts repeated after a 5xx or a broken connection, ${traffic.unheard} while nobody listened
logged: ${[...logged].map(([message, times]) => `${message} ${times}`).join(", ")}`);
}
