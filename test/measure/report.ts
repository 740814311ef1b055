// `npm run measure`: the figures of docs/storage.md and docs/operations.md, on this machine.
import { fileURLToPath } from "node:url";

import { measureCpu } from "./cpu.ts";
import type { Cost } from "./meter.ts";
import { BATCH, measureIdleMinute, measureRows } from "./rows.ts";
import { startRuntime } from "./runtime.ts";
import { measureSize } from "./size.ts";
import { measureStatusUpdate } from "./status-update.ts";

const runtime = await startRuntime(fileURLToPath(new URL("../..", import.meta.url)));
try {
  const idleMinute = await measureIdleMinute(runtime);
  const { keyLookUp, conflict, repeats, idleSweep, sweep, refusedSweep, events, batch, ...minutes } =
    await measureRows(runtime);
  const rows: Record<string, Cost> = {
    "key look-up": keyLookUp,
    conflict,
    "repeats of one event that markers answered": repeats,
    "sweep without work": idleSweep,
    [`sweep of ${BATCH} events`]: sweep,
    [`sweep of ${BATCH} events that the queue refuses`]: refusedSweep,
    "cron trigger without work": idleMinute,
    [`words of ${BATCH} stored events`]: minutes.words,
    [`cron trigger after ${BATCH} stored events`]: minutes.storedMinute,
    [`cron trigger after ${BATCH} processed events`]: minutes.processedMinute,
    [`retention of ${BATCH} processed events`]: minutes.retention,
  };
  for (const { kind, type, received, repeated, processed } of events) {
    rows[`${kind} ${type}, new`] = received;
    rows[`${kind} ${type}, again`] = repeated;
    rows[`${kind} ${type}, its facts`] = processed;
  }
  rows[`${BATCH} sent, processed in one batch`] = batch;
  print("Statements of D1, rows read and rows written", rows);
  print("Bytes of the database", await measureSize(runtime));
  print("Milliseconds to mark one event processed", (await measureStatusUpdate(runtime)).map(rounded));
  print("CPU milliseconds of one event, without the platform's own", (await measureCpu()).map(rounded));
} finally {
  await runtime.close();
}

function print(title: string, table: object): void {
  console.log(`\n${title}`);
  console.table(table);
}

function rounded(row: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === "number" ? Number(value.toFixed(2)) : value,
    ]),
  );
}
