import { performance } from "node:perf_hooks";

import { buildTouchlog, buildWorker } from "./build.ts";
import { email, emailTemplate } from "./events.ts";
import { createLoad } from "./load/load.ts";
import { judge, rounded, type Section } from "./report.ts";
import { type Server, startServer } from "./server.ts";
import { median } from "./statistics.ts";

const COUNT = 1_000;
const ROUNDS = 7;
const CALLS_A_ROUND = 5;
const SINGLE_MS = 1_500;
const MIN_OF_SINGLE = 30;
const MIN_OF_BARE = 0.4;

// 1000 of them are about a megabyte, which one parameter takes.
const BODY = email("opened", "1").slice(0, 600);

/** Many events in one call beside single requests and beside the barest statement for the same rows. */
export async function bulk(): Promise<Section> {
  const server = await startServer(await buildWorker("bulk"));
  const single = await startServer(await buildTouchlog());
  const load = createLoad();
  try {
    const stored: number[] = [];
    const bare: number[] = [];
    const one: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      stored.push(await store(server, "/stored"));
      bare.push(await store(server, "/bare"));
      const { host, port } = single;
      const template = emailTemplate(single, "opened");
      const burst = { host, port, ...template, connections: 1, warmUpMs: 300, durationMs: SINGLE_MS };
      one.push((await load.burst(burst)).perSecond);
    }
    const [ofSingle, ofBare] = [median(stored) / median(one), median(stored) / median(bare)];
    const rows = [
      {
        what: `${COUNT} events in one call`,
        "events/s": rounded(median(stored)),
        "× single": rounded(ofSingle, 1),
        "× bare": rounded(ofBare, 2),
        ...judge(
          `≥ ${MIN_OF_SINGLE} × single, ≥ ${MIN_OF_BARE} × bare`,
          ofSingle >= MIN_OF_SINGLE && ofBare >= MIN_OF_BARE,
        ),
      },
      { what: "the bare insert of as many rows", "events/s": rounded(median(bare)) },
      { what: "single requests at one connection", "events/s": rounded(median(one)) },
    ];
    return { name: "bulk", about: ABOUT, tables: [{ title: "Events a second", rows }] };
  } finally {
    await load.close();
    await server.close();
    await single.close();
  }
}

const ABOUT = [
  `${COUNT} new events with bodies of ${BODY.length} bytes by \`insertEvents\`, in turn with \`INSERT … SELECT … FROM json_each\` of the
same rows, and with single requests (2 KB) to Touchlog at one connection. ${ROUNDS} rounds, medians.`,
];

async function store({ origin }: Server, path: string): Promise<number> {
  const begin = performance.now();
  for (let call = 0; call < CALLS_A_ROUND; call++) {
    const response = await fetch(`${origin}${path}?count=${COUNT}`, { method: "POST", body: BODY });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  }
  return (CALLS_A_ROUND * COUNT * 1000) / (performance.now() - begin);
}
