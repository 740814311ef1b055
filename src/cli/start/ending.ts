import { onOrphaned } from "./orphan.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Aborts when this process is asked to end, when the one that started it is gone, or when nobody reads on. */
export function untilAskedToEnd(): AbortSignal {
  const controller = new AbortController();
  const end = () => controller.abort();
  for (const name of SIGNALS) process.on(name, end);
  onOrphaned(end);
  for (const stream of [process.stdout, process.stderr]) stream.on("error", end);
  return controller.signal;
}

/** Resolves when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
