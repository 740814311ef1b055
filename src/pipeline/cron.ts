import { readAlertTarget, readCallbackSecret, readSettings } from "../settings.ts";
import { rollUpRefusals } from "../storage/daily-counts.ts";
import { databasesOf } from "../storage/databases.ts";
import { deleteOldRejections } from "../storage/rejection-log.ts";
import { continueErasures, lasting } from "./erase.ts";
import { followImports } from "./import-jobs.ts";
import { continueRebuilds } from "./rebuild.ts";
import { removeExpired } from "./retain.ts";
import { continueReplays } from "./replay.ts";
import { alertOperator } from "./alerts.ts";
import { countEvents } from "./count.ts";
import { indexEvents } from "./index-text.ts";
import { makeStoredFacts } from "./stored-facts.ts";
import { lexiconAmong } from "./lexicon.ts";
import { sweep } from "./sweep.ts";
import { toLogLine } from "../log-line.ts";

/** How long refusals are known by the hour; later by the day. */
const REFUSALS_BY_HOUR_MS = 90 * 24 * 60 * 60_000;

const ERASE_FOR_MS = 15_000;

/** One concern of the cron trigger; says how much there was to do. */
export type Step = { readonly name: string; readonly run: () => Promise<number> };

/**
 * Does the work of a minute for every database, side by side, so that one that is away holds up no other. Throws at the
 * end when a step of one failed.
 */
export async function runCron(env: Env, now: number, fetcher: typeof fetch): Promise<void> {
  const runs = await Promise.allSettled(
    [...databasesOf(env)].map(([binding, db]) =>
      runSteps(cronSteps({ ...env, DB: db }, now, fetcher), binding === "DB" ? {} : { database: binding }),
    ),
  );
  for (const run of runs) if (run.status === "rejected") throw run.reason;
}

/** All that is done every minute for `env.DB`, in this order: what events wait for comes first. */
export function cronSteps(env: Env, now: number, fetcher: typeof fetch): readonly Step[] {
  const { ASSETS, DB, QUEUE } = env;
  return [
    { name: "sweep", run: async () => sweep(DB, QUEUE, readSettings(env).sweepAfterMs, now) },
    { name: "replays", run: () => continueReplays({ db: DB, queue: QUEUE }, now) },
    {
      name: "erasures",
      run: () => continueErasures({ db: DB, queue: QUEUE }, null, lasting(ERASE_FOR_MS), now),
    },
    { name: "retention", run: async () => removeExpired(DB, readSettings(env), now) },
    { name: "count", run: () => countEvents(DB, now) },
    { name: "facts", run: () => makeStoredFacts(DB, lexiconAmong(ASSETS), now) },
    { name: "text", run: () => indexEvents(DB, now) },
    { name: "rebuilds", run: () => continueRebuilds(DB, now) },
    { name: "refusals", run: () => rollUpRefusals(DB, now - REFUSALS_BY_HOUR_MS) },
    { name: "rejections", run: () => deleteOldRejections(DB, now) },
    { name: "imports", run: async () => followImports(DB, readCallbackSecret(env), fetcher, now) },
    {
      name: "alerts",
      run: async () => {
        const target = readAlertTarget(env);
        return target === null ? 0 : alertOperator(DB, target, fetcher, now);
      },
    },
  ];
}

/** Runs every step, also after one that failed; `where` is for the log. Throws at the end, so that the platform counts the run as failed. */
export async function runSteps(
  steps: readonly Step[],
  where: { readonly database?: string } = {},
): Promise<void> {
  const done: Record<string, number> = {};
  const failures: unknown[] = [];
  for (const { name, run } of steps) {
    try {
      done[name] = await run();
    } catch (error) {
      console.error(toLogLine({ message: "cron step failed", ...where, step: name, error: String(error) }));
      failures.push(error);
    }
  }
  console.log(toLogLine({ message: "cron", ...where, done }));
  if (failures.length > 0) throw new AggregateError(failures, "cron steps failed");
}
