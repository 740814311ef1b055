import { setTimeout as sleep } from "node:timers/promises";

import { buildWorker } from "./build.ts";
import { email, emailRequest } from "./events.ts";
import { createLoad, type Load, type Played } from "./load/load.ts";
import { createHolder } from "../test/measure/holder.ts";
import { chance } from "../src/cli/chance.ts";
import { judge, type Row, rounded, type Section } from "./report.ts";
import { type Server, startServer } from "./server.ts";
import { quantile } from "./statistics.ts";

const AT_REST = 100;
const RATES = [20, 100, 400] as const;
const SECONDS = 8;
const COLD_KEYS = 30;

/** The targets: as parts of one D1 statement as the floor waits for it, or of a KV hit. */
const NEW_MEDIAN = 1.25;
const NEW_P95 = 1.6;
const REPEAT_MEDIAN = 2;

/** Milliseconds that the bindings take. */
export type Latencies = {
  readonly kvHit: number;
  readonly kvMiss: number;
  readonly queue: number;
  /** From the Worker to D1 and back, for a call that waits for no other. */
  readonly d1RoundTrip: number;
  /** How long D1 itself is busy with a call of one row, and with each more row of it. */
  readonly d1Statement: number;
  readonly d1Row: number;
};

/** How long senders wait for the answer, when the platform is as far away as it really is. */
export async function waiting(latencies: Latencies): Promise<Section> {
  const d1 = await startServer(await buildWorker("d1"));
  const isolate = await startServer(await buildWorker("waiting"), {
    D1_ORIGIN: d1.origin,
    KV_HIT_MS: String(latencies.kvHit),
    KV_MISS_MS: String(latencies.kvMiss),
    QUEUE_MS: String(latencies.queue),
    D1_ROUND_TRIP_MS: String(latencies.d1RoundTrip),
    D1_STATEMENT_MS: String(latencies.d1Statement),
    D1_ROW_MS: String(latencies.d1Row),
  });
  const server = { ...isolate, db: d1.db, holder: d1.holder };
  const load = createLoad();
  try {
    const statement = await byReference(load, server, "floor");
    const rows = [
      statement,
      ...(await newEvents(load, server, statement["median, ms"])),
      await repeats(load, server, latencies),
      await coldKeys(load, server),
      await byReference(load, server, "textbook"),
    ];
    return {
      name: "waiting",
      about: about(latencies),
      tables: [{ title: "Milliseconds until the answer", rows }],
    };
  } finally {
    await load.close();
    await isolate.close();
    await d1.close();
  }
}

function about(latencies: Latencies): readonly string[] {
  return [
    `One isolate of Touchlog in workerd, through HTTP, with bindings that take their time: a KV hit ${latencies.kvHit} ms, a
miss and a write ${latencies.kvMiss} ms, a queue send ${latencies.queue} ms, D1 ${latencies.d1RoundTrip} ms from the Worker and back. D1 does one call
after the other, and is busy for ${latencies.d1Statement} ms with each and ${latencies.d1Row} ms more with each row beyond the first (its documentation counts
1 ms a query; the row is what the local runtime takes for it): what arrives meanwhile waits. The real local D1 does the
work, within that time, in a process of its own: on the platform it is elsewhere too. KV and the queue are in memory.
Emails of 2 KB of the type \`sent\`, which are queued too.`,
    `At a rate the events come by chance (exponential gaps, the same in every run) for ${SECONDS} s whatever the answers do, and
the wait begins when an event was due, so that a queue anywhere counts. D1 calls are
those that a request began before its answer, and those whose end came before it. The floor's row is one D1 statement
behind the same HTTP, bindings and timers: its median is what the targets of new events are measured by.`,
  ];
}

function requests(server: Pick<Server, "holder">, label: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_none, index) =>
    emailRequest(server, email("sent", `${label} ${index}`)),
  );
}

async function newEvents(load: Load, server: Server, statementMs: number): Promise<readonly Row[]> {
  const { host, port } = server;
  const medianMs = rounded(NEW_MEDIAN * statementMs, 1);
  const p95Ms = rounded(NEW_P95 * statementMs, 1);
  await load.play({ host, port, requests: requests(server, "warm", 20), dueAt: null });
  const rows: Row[] = [];
  for (const rate of [null, ...RATES]) {
    const dueAt = rate === null ? null : arrivals(rate, SECONDS);
    const label = rate === null ? "one at a time" : `${rate} a second`;
    const played = await load.play({
      host,
      port,
      requests: requests(server, label, dueAt?.length ?? AT_REST),
      dueAt,
    });
    const row = toRow(`new, ${label}`, played);
    const { "median, ms": middle, "p95, ms": late } = row;
    rows.push({
      ...row,
      ...judge(`median ≤ ${medianMs} ms, p95 ≤ ${p95Ms} ms`, middle <= medianMs && late <= p95Ms),
    });
    await sleep(500);
  }
  return rows;
}

/** Seeded, so that each run has the same bursts. */
function arrivals(perSecond: number, seconds: number): readonly number[] {
  const draw = chance(`arrivals ${perSecond}`);
  const dueAt: number[] = [];
  for (let at = 0; at < seconds * 1000; at += (-Math.log(1 - draw()) * 1000) / perSecond) dueAt.push(at);
  return dueAt;
}

const REST_MS = 1_500;

async function repeats(load: Load, server: Server, { kvHit, kvMiss }: Latencies): Promise<Row> {
  const { host, port } = server;
  const events = requests(server, "repeated", AT_REST);
  // Events that follow on others as densely as those before have no marker.
  await sleep(REST_MS);
  await load.play({ host, port, requests: events, dueAt: null });
  await sleep(2 * kvMiss);
  const row = toRow(
    "repeat, its marker visible",
    await load.play({ host, port, requests: events, dueAt: null }),
  );
  const target = REPEAT_MEDIAN * kvHit;
  return {
    ...row,
    ...judge(
      `median ≤ ${target} ms, no D1 call`,
      row["median, ms"] <= target && row["D1 calls begun"] === "0",
    ),
  };
}

/** Each with a key that the isolate has never seen. */
async function coldKeys(load: Load, { host, port, db }: Server): Promise<Row> {
  const cold: string[] = [];
  for (let index = 0; index < COLD_KEYS; index++) {
    const holder = await createHolder(db);
    cold.push(...requests({ holder }, "cold", 1));
  }
  const row = toRow("new, cold key", await load.play({ host, port, requests: cold, dueAt: null }));
  return { ...row, ...judge("at most one D1 call more", row["waited for"] === "2") };
}

/** New events, one at a time, by a reference behind the same bindings. */
async function byReference(
  load: Load,
  { host, port, origin, holder }: Server,
  name: "floor" | "textbook",
): Promise<ReturnType<typeof toRow>> {
  const { secret, key, workspaceId } = holder;
  const value = JSON.stringify({ workspaceId, keyId: key.id });
  await fetch(`${origin}/bench/kv`, { method: "POST", body: `key:${secret}\n${value}` });
  const sent = Array.from({ length: AT_REST }, (_none, index) =>
    emailRequest({ holder }, email("sent", `${name} ${index}`), { "x-bench-worker": name }),
  );
  return toRow(
    `new, one at a time, by the ${name}`,
    await load.play({ host, port, requests: sent, dueAt: null }),
  );
}

function toRow(event: string, played: readonly Played[]) {
  const refused = played.filter(({ status }) => status !== 200).length;
  if (refused > 0) throw new Error(`${event}: ${refused} of ${played.length} were not received`);
  const waits = played.map(({ milliseconds }) => milliseconds);
  const calls = played.map(
    ({ head }) => /^x-bench-calls: (\d+) (\d+)/im.exec(head)?.slice(1).map(Number) ?? [],
  );
  return {
    event,
    requests: played.length,
    "median, ms": rounded(quantile(waits, 0.5), 1),
    "p95, ms": rounded(quantile(waits, 0.95), 1),
    "longest, ms": rounded(Math.max(...waits), 1),
    "D1 calls begun": range(calls.map(([begun = Number.NaN]) => begun)),
    "waited for": range(calls.map(([, ended = Number.NaN]) => ended)),
  };
}

function range(values: readonly number[]): string {
  const [fewest, most] = [Math.min(...values), Math.max(...values)];
  return fewest === most ? String(most) : `${fewest}–${most}`;
}
