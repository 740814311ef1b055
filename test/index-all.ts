import { env } from "cloudflare:workers";

import { indexEvents } from "../src/pipeline/index-text.ts";

/** Makes every event findable by its words, also when other tests left more than one run of the cron trigger takes. */
export async function indexAll(): Promise<void> {
  let indexed = 0;
  do indexed = await indexEvents(env.DB, Date.now());
  while (indexed > 0);
}
