import { env } from "cloudflare:workers";

import { lexiconAmong } from "../src/pipeline/lexicon.ts";
import { makeStoredFacts } from "../src/pipeline/stored-facts.ts";

/** Makes the facts of all stored events, also when other tests left more than one run of the cron trigger takes. */
export async function makeAllFacts(now = Date.now()): Promise<void> {
  while ((await makeStoredFacts(env.DB, lexiconAmong(env.ASSETS), now)) > 0 || (await isBehind()));
}

/** A whole run may have met none that is stored. */
async function isBehind(): Promise<boolean> {
  const behind = await env.DB.prepare(
    `SELECT EXISTS (SELECT 1 FROM events WHERE seq > (SELECT value FROM marks WHERE name = 'facts')) AS behind`,
  ).first<number>("behind");
  return behind === 1;
}
