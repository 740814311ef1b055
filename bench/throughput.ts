import { setTimeout as sleep } from "node:timers/promises";

import { buildTouchlog, buildWorker } from "./build.ts";
import { emailTemplate, type EmailType } from "./events.ts";
import { createLoad } from "./load/load.ts";
import { judge, type Row, rounded, type Section } from "./report.ts";
import { type Server, startServer } from "./server.ts";
import { median, quantile } from "./statistics.ts";

const ROUNDS = 5;
const WARM_UP_MS = 300;
const DURATION_MS = 1_500;

/** Before anything counts, with as many connections: until the runtime has compiled what runs often. */
const FIRST_MS = 2_000;
const FIRST_CONNECTIONS = 64;

/** For what follows the last answers, so that no Worker pays for another. */
const SETTLE_MS = 500;

/** With as many connections as this an answer may take longer than that. */
const MANY = 256;
const MANY_DURATION_MS = 4_000;
const CONNECTIONS = [1, 16, 64, 256] as const;

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
sends its next event when the one before is answered. ${ROUNDS} rounds of ${DURATION_MS / 1000} s (${MANY_DURATION_MS / 1000} s at ${MANY}) for each Worker and number of
connections, the Workers in turn in each round; the median round, and the slowest and fastest. \`empty\` answers 204
without looking: what the load generator and the runtime can do. Everything of a Worker, its D1, KV and queue included,
runs in one thread here, so each figure is the inverse of the processor time that an event takes in all.`,
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
    return load.burst({ ...target, connections, warmUpMs: WARM_UP_MS, durationMs });
  };
  for (const name of NAMES) await burst(servers[name], FIRST_CONNECTIONS, FIRST_MS);
  const rows: Row[] = [];
  for (const connections of CONNECTIONS) {
    const figures = new Map<Name, Figures[]>(NAMES.map((name) => [name, []]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const name of NAMES) {
        const durationMs = connections < MANY ? DURATION_MS : MANY_DURATION_MS;
        const { perSecond, waits, refused } = await burst(servers[name], connections, durationMs);
        if (refused > 0) throw new Error(`${name} refused ${refused} events`);
        figures.get(name)?.push({ perSecond, wait: quantile(waits, 0.5) });
        if (name.startsWith("touchlog")) await sleep(SETTLE_MS);
      }
    }
    const floor = median(figures.get("floor")?.map(({ perSecond }) => perSecond) ?? []);
    for (const name of NAMES) rows.push(toRow(name, connections, figures.get(name) ?? [], floor));
  }
  return rows;
}

function toRow(name: Name, connections: number, figures: readonly Figures[], floor: number): Row {
  const rates = figures.map(({ perSecond }) => perSecond);
  const ratio = median(rates) / floor;
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
