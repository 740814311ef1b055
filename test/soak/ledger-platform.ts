import { FAULTS } from "./bindings.ts";
import { type Books, type Line, none, sum } from "./ledger.ts";
import { OPEN_AT_KILL, SETTLE_MS } from "./run.ts";

const KILLS = 3;

/** What befell the Worker, each of which must have, and how it came through. */
export function platformLines({ run }: Books): readonly Line[] {
  const { notes, kills, settledMs, ticks } = run;
  const fired = (fault: string) => {
    const of = (handler: string) => sum(notes.map((life) => life.fired[`${handler}: ${fault}`] ?? 0));
    return { fetch: of("fetch"), queue: of("queue"), scheduled: of("scheduled") };
  };
  return [
    ...FAULTS.map((fault) => {
      const { fetch, queue, scheduled } = fired(fault);
      const all = fetch + queue + scheduled;
      return {
        about: `fault: ${fault}`,
        found: `${all} (requests ${fetch}, consumer ${queue}, cron ${scheduled})`,
        balances: all > 0,
      };
    }),
    {
      about: `fault: the runtime is killed, with more than ${OPEN_AT_KILL} requests open`,
      found: `${kills.length} times, open: ${kills.map(({ open }) => open).join(", ")}`,
      balances: kills.length === KILLS && kills.every(({ open }) => open > OPEN_AT_KILL),
    },
    { about: "cron triggered", found: `${ticks} times`, balances: ticks > 0 },
    none(
      "unexpected errors logged",
      notes.flatMap(({ unexpected }) => unexpected),
    ),
    {
      about: `nothing pending within ${SETTLE_MS / 1000} s of the load's end`,
      found: settledMs === null ? "still pending" : `after ${(settledMs / 1000).toFixed(1)} s`,
      balances: settledMs !== null,
    },
  ];
}
