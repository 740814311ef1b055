import { setTimeout as sleep } from "node:timers/promises";

import * as v from "valibot";

import { Refusal } from "../refusal.ts";
import { DEMO_KEY } from "./demo.ts";

const LOOK_EVERY_MS = 100;
const ANSWER_MS = 5_000;
const FIRST_ANSWER_MS = 120_000;
const SETTLE_MS = 10_000;

const readinessSchema = v.object({ causes: v.array(v.string()) });

/** Waits until the Worker answers. Refuses when it takes longer than any start should. */
export async function untilAnswered(origin: string, signal: AbortSignal): Promise<void> {
  const giveUpAt = Date.now() + FIRST_ANSWER_MS;
  while (!(await answers(`${origin}/healthz`))) {
    if (signal.aborted) return;
    if (Date.now() > giveUpAt) throw new Refusal("The Worker does not answer; see what it says above.");
    await sleep(LOOK_EVERY_MS);
  }
}

/**
 * Waits a while until it is ready too, and returns what is in the way when it is not. Refuses to go on with a setting
 * that is not allowed: no waiting mends it.
 */
export async function untilReady(origin: string, signal: AbortSignal): Promise<readonly string[]> {
  const giveUpAt = Date.now() + SETTLE_MS;
  while (!(await answers(`${origin}/readyz`))) {
    if (signal.aborted) return [];
    const causes = await readCauses(origin);
    const setting = causes.find((cause) => cause.startsWith("setting "));
    if (setting !== undefined) throw new Refusal(`wrangler.toml, ${setting}.`);
    if (Date.now() > giveUpAt) return causes;
    await sleep(LOOK_EVERY_MS);
  }
  return [];
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

async function readCauses(origin: string): Promise<readonly string[]> {
  try {
    const response = await fetch(`${origin}/readyz`, { headers: { api_key: DEMO_KEY } });
    const readiness = v.safeParse(readinessSchema, await response.json());
    return readiness.success ? readiness.output.causes : [`/readyz says ${response.status}`];
  } catch (error) {
    return [String(error)];
  }
}
