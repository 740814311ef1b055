import { within } from "../storage/d1.ts";
import { toLogLine } from "../log-line.ts";

const METRICS_MS = 3_000;

/** Messages above which the consumer is behind, and what is sent more only waits there. */
export const LARGE_BACKLOG = 10_000;

/** Null when the platform does not say. */
export async function readBacklog(queue: Queue): Promise<QueueMetrics | null> {
  try {
    return await within(METRICS_MS, queue.metrics());
  } catch (error) {
    console.warn(toLogLine({ message: "queue metrics not available", error: String(error) }));
    return null;
  }
}
