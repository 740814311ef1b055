import { performance } from "node:perf_hooks";

import * as v from "valibot";

import { buildWorker } from "./build.ts";
import { email } from "./events.ts";
import { judge, rounded, type Section } from "./report.ts";
import { type Server, startServer } from "./server.ts";
import { median } from "./statistics.ts";
import { fill, idOf } from "./stock.ts";

const EVENTS = 10_000;
const ROUNDS = 10;
const MAX_STATEMENTS = 0.1;

const costSchema = v.object({ statements: v.number(), rowsWritten: v.number() });

/** Pending events through the consumer, beside the writes that their facts and states need at least. */
export async function consumer(): Promise<Section> {
  const server = await startServer(await buildWorker("consumer"));
  try {
    const stock = { server, type: "sent", status: "pending", body: email("sent", "1") } as const;
    await fill({ ...stock, from: 0, count: 2 * EVENTS });
    const real = [];
    const bare = [];
    const part = EVENTS / ROUNDS;
    for (let round = 0; round < ROUNDS; round++) {
      real.push(await drain(server, "/real", round * part, part));
      bare.push(await drain(server, "/bare", EVENTS + round * part, part));
    }
    const left = await server.db
      .prepare("SELECT count(*) AS n FROM events WHERE status = 'pending'")
      .first("n");
    if (left !== 0) throw new Error(`${String(left)} events are still pending`);
    const bareRate = median(bare.map(({ perSecond }) => perSecond));
    const rows = [
      toRow("Touchlog's consumer", real, bareRate),
      toRow("the bare insert and update", bare, bareRate),
    ];
    const [first, ...others] = rows;
    if (first === undefined) throw new Error("nothing was measured");
    const isMet = first["D1 statements per event"] <= MAX_STATEMENTS;
    const table = [{ ...first, ...judge(`≤ ${MAX_STATEMENTS} statements per event`, isMet) }, ...others];
    return { name: "consumer", about: ABOUT, tables: [{ title: `${EVENTS} pending emails`, rows: table }] };
  } finally {
    await server.close();
  }
}

const ABOUT = [
  `Pending \`sent\` emails of 2 KB, handed in batches of 100 to the queue handler of the Worker, ${EVENTS / ROUNDS} at a time, in
turn with the two statements that write the same facts and the same status for as many others without reading a body.`,
];

type Drained = { readonly perSecond: number; readonly statements: number; readonly rowsWritten: number };

async function drain(
  { origin, holder }: Server,
  path: string,
  from: number,
  count: number,
): Promise<Drained> {
  const tickets = Array.from({ length: count }, (_none, index) => ({
    workspaceId: holder.workspaceId,
    id: idOf(from + index),
    run: 1,
  }));
  const begin = performance.now();
  const response = await fetch(`${origin}${path}`, { method: "POST", body: JSON.stringify(tickets) });
  const { statements, rowsWritten } = v.parse(costSchema, await response.json());
  const seconds = (performance.now() - begin) / 1000;
  return { perSecond: count / seconds, statements: statements / count, rowsWritten: rowsWritten / count };
}

function toRow(what: string, drained: readonly Drained[], bareRate: number) {
  const rates = drained.map(({ perSecond }) => perSecond);
  return {
    what,
    "D1 statements per event": rounded(median(drained.map(({ statements }) => statements)), 3),
    "rows written per event": rounded(median(drained.map(({ rowsWritten }) => rowsWritten)), 2),
    "events/s": rounded(median(rates)),
    "slowest–fastest": `${rounded(Math.min(...rates))}–${rounded(Math.max(...rates))}`,
    "× bare": rounded(median(rates) / bareRate, 2),
  };
}
