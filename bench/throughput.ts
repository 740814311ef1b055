import { setTimeout as sleep } from "node:timers/promises";

import { buildTouchlog, buildWorker } from "./build.ts";
import { emailTemplate, type EmailType } from "./events.ts";
import { createLoad } from "./load/load.ts";
import { judge, type Row, rounded, type Section } from "./report.ts";
import { type Server, startServer } from "./server.ts";
import { median, quantile } from "./statistics.ts";

const DURATION_MS = 1_500;

/** For what a runtime gave back while the others had their turn; few connections take longer to call for all of it. */
const WARM_UP_MS = 300;
const FEW = 1;
const FEW_WARM_UP_MS = 1_000;

/** Before anything counts, with as many connections: until the runtime has compiled what runs often. */
const FIRST_MS = 2_000;
const FIRST_CONNECTIONS = 64;

/** For what follows the last answers, so that no Worker pays for another. */
const SETTLE_MS = 500;

/** With as many connections as this an answer may take longer than that. */
const MANY = 256;
const MANY_DURATION_MS = 4_000;

/** By connections; more where a round lasts as long and a target hangs on it. */
const ROUNDS: Readonly<Record<number, number>> = { 1: 11, 16: 3, 64: 9, 256: 5 };

/** Of the floor's events per second, by connections. */
const TARGETS: Readonly<Record<number, number>> = { 1: 0.8, 64: 1.5, 256: 1.5 };

const NAMES = ["empty", "floor", "textbook", "touchlog", "touchlog, MARKERS=off"] as const;

/** What processing costs is what `consumer` measures; on the platform it takes nothing of who receives. */
const RECEIVING = { isConsuming: false };

type Name = (typeof NAMES)[number];

/** Single events a second through HTTP, beside what any Worker needs and what a plain one does. */
export async function throughput(): Promise<Section> {
  const [empty, floor, textbook, touchlog] = await Promise.all([
    buildWorker("empty"),
    buildWorker("floor"),
    buildWorker("textbook"),
    buildTouchlog(),
  ]);
  const load = createLoad();
  const servers: Readonly<Record<Name, Server>> = {
    empty: await startServer(empty),
    floor: await startServer(floor),
    textbook: await startServer(textbook),
    touchlog: await startServer(touchlog, {}, RECEIVING),
    "touchlog, MARKERS=off": await startServer(touchlog, { MARKERS: "off" }, RECEIVING),
  };
  try {
    await knowKey(servers.textbook);
    const tables = [];
    for (const type of ["opened", "sent"] as const) {
      tables.push({ title: TITLES[type], rows: await compare(load, servers, type) });
    }
    return { name: "throughput", about: ABOUT, tables };
  } finally {
    await load.close();
    for (const server of Object.values(servers)) await server.close();
  }
}

const TITLES: Readonly<Record<EmailType, string>> = {
  opened: "Events that are stored only (`opened`)",
  sent: "Events that are queued too (`sent`), and stay in the queue",
};

const ABOUT = [
  `Distinct emails of about 2 KB through HTTP with keep-alive into workerd, without wrangler's proxy: each connection
sends its next event when the one before is answered. ${Object.values(ROUNDS).join(", ")} rounds of ${DURATION_MS / 1000} s (${MANY_DURATION_MS / 1000} s at ${MANY}) for
each Worker at ${Object.keys(ROUNDS).join(", ")} connections, the Workers in turn in each round, there and back; the median round, and the slowest
and fastest. The ratio is the median of those to the floor in the same round. \`empty\` answers 204 without looking: what
the load generator and the runtime can do. Everything of a Worker, its D1, KV and queue included, runs in one thread
here, so each figure is the inverse of the processor time that an event takes in all.`,
];

/** The textbook's keys are in KV. */
export async function knowKey(server: Server): Promise<void> {
  const { secret, key, workspaceId } = server.holder;
  await server.putIntoKv(`key:${secret}`, JSON.stringify({ workspaceId, keyId: key.id }));
}

type Figures = { readonly perSecond: number; readonly wait: number };

async function compare(
  load: ReturnType<typeof createLoad>,
  servers: Readonly<Record<Name, Server>>,
  type: EmailType,
): Promise<readonly Row[]> {
  const burst = (server: Server, connections: number, durationMs: number) => {
    const { host, port } = server;
    const target = { host, port, ...emailTemplate(server, type) };
    const warmUpMs = connections <= FEW ? FEW_WARM_UP_MS : WARM_UP_MS;
    return load.burst({ ...target, connections, warmUpMs, durationMs });
  };
  for (const name of NAMES) await burst(servers[name], FIRST_CONNECTIONS, FIRST_MS);
  const rows: Row[] = [];
  for (const [count, rounds] of Object.entries(ROUNDS)) {
    const connections = Number(count);
    const figures = new Map<Name, Figures[]>(NAMES.map((name) => [name, []]));
    for (let round = 0; round < rounds; round++) {
      for (const name of round % 2 === 0 ? NAMES : NAMES.toReversed()) {
        const durationMs = connections < MANY ? DURATION_MS : MANY_DURATION_MS;
        const { perSecond, waits, refused } = await burst(servers[name], connections, durationMs);
        if (refused > 0) throw new Error(`${name} refused ${refused} events`);
        figures.get(name)?.push({ perSecond, wait: quantile(waits, 0.5) });
        if (name.startsWith("touchlog")) await sleep(SETTLE_MS);
      }
    }
    const floor = figures.get("floor")?.map(({ perSecond }) => perSecond) ?? [];
    for (const name of NAMES) rows.push(toRow(name, connections, figures.get(name) ?? [], floor));
  }
  return rows;
}

/** `floor` is what the floor did in the same rounds. */
function toRow(name: Name, connections: number, figures: readonly Figures[], floor: readonly number[]): Row {
  const rates = figures.map(({ perSecond }) => perSecond);
  const ratio = median(rates.map((rate, round) => rate / (floor[round] ?? Number.NaN)));
  const target = name === "touchlog" ? TARGETS[connections] : undefined;
  return {
    connections,
    Worker: name,
    "events/s": rounded(median(rates)),
    "slowest–fastest": `${rounded(Math.min(...rates))}–${rounded(Math.max(...rates))}`,
    "median wait, ms": rounded(median(figures.map(({ wait }) => wait)), 1),
    "× floor": rounded(ratio, 2),
    ...(target === undefined ? {} : judge(`≥ ${target} × floor`, ratio >= target)),
  };
}
