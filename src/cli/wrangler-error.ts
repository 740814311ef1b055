import { stripVTControlCharacters } from "node:util";

import * as v from "valibot";

import { Refusal } from "./refusal.ts";
import type { Outcome } from "./wrangler.ts";

const NOT_LOGGED_IN =
  /necessary to set a CLOUDFLARE_API_TOKEN|You are not authenticated|"loggedIn"\s*:\s*false/i;

const LOG_IN =
  "You are not logged in to Cloudflare: run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN, and try again.";

const refusalSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ error: v.object({ text: v.string() }) }),
  v.transform(({ error }) => error.text),
);

/** A sentence about a run that failed: what was attempted, and wrangler's reason without its trimmings. */
export function toRefusal(attempted: string, outcome: Outcome): Refusal {
  const reason = describeFailure(outcome);
  return new Refusal(reason === LOG_IN ? reason : `${attempted} failed: ${reason}`);
}

function describeFailure({ code, stdout, stderr }: Outcome): string {
  const said = stripVTControlCharacters(stderr)
    .replaceAll(/^✘ \[ERROR\] /gm, "")
    .trim();
  if (NOT_LOGGED_IN.test(said) || NOT_LOGGED_IN.test(stdout)) return LOG_IN;
  const refusal = v.safeParse(refusalSchema, stdout);
  if (refusal.success) return refusal.output;
  return said === "" ? `wrangler ended with code ${code ?? "none"} and said nothing` : said;
}
