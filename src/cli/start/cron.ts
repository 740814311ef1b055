import { setTimeout as sleep } from "node:timers/promises";

const MINUTE_MS = 60_000;
const PATH = "/cdn-cgi/local/scheduled?cron=*+*+*+*+*&format=json";

/** Runs the scheduled handler once, which `wrangler dev` never does by itself. */
export async function tick(origin: string): Promise<void> {
  try {
    const response = await fetch(`${origin}${PATH}`, { signal: AbortSignal.timeout(MINUTE_MS) });
    const answer = await response.text();
    if (!response.ok || !answer.includes('"ok"')) {
      console.error(`The scheduled handler failed: ${response.status} ${answer}`);
    }
  } catch (error) {
    console.error(`The scheduled handler was not reached: ${String(error)}`);
  }
}

/** Runs it after the given time and then every minute, as Cloudflare would, until the signal. */
export async function keepTicking(origin: string, firstAfterMs: number, signal: AbortSignal): Promise<void> {
  let pauseMs = firstAfterMs;
  while (!signal.aborted) {
    await sleep(pauseMs, undefined, { signal }).catch(() => {});
    if (!signal.aborted) await tick(origin);
    pauseMs = MINUTE_MS;
  }
}
