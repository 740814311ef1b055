import { Hono } from "hono/tiny";

import { persist } from "../storage/d1.ts";
import { databasesOf } from "../storage/databases.ts";
import { readConditions } from "../storage/heartbeats.ts";
import { sumTotals, type Total } from "../storage/totals.ts";
import { allow } from "./auth.ts";
import type { AppEnv } from "./context.ts";
import { formatMetrics, type Metric, type Sample } from "./metrics-text.ts";
import { requireOperator } from "./operator.ts";

/** A scrape reads so many pending events at most: beyond it their number is "at least". */
const PENDING_SAMPLED = 10_000;

const CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

export const metricsRoutes = new Hono<AppEnv>()
  .get("/metrics", requireOperator, async (c) => {
    const dbs = [...databasesOf(c.env).values()];
    const [{ totals, countedAt }, condition] = await persist(() =>
      Promise.all([sumTotals(dbs), readConditions(dbs, PENDING_SAMPLED)]),
    );
    const { pending, oldestPendingAt, lastSweepAt } = condition;
    const secondsSince = (at: number | null) => (at === null ? [] : [{ value: (c.get("now") - at) / 1000 }]);
    const metrics: readonly Metric[] = [
      ...EVENT_COUNTERS.map(({ outcome, name, help }) => ({
        name,
        help,
        type: "counter" as const,
        samples: totals.filter((total) => total.outcome === outcome).map(toEventSample),
      })),
      {
        name: "touchlog_refusals_total",
        help: "Requests with a known key that were refused, by code.",
        type: "counter",
        samples: totals
          .filter(({ kind }) => kind === "")
          .map(({ outcome, count }) => ({ labels: { code: outcome }, value: count })),
      },
      gauge("touchlog_events_pending", `Events that wait for processing, at most ${PENDING_SAMPLED}.`, [
        { value: pending },
      ]),
      gauge(
        "touchlog_oldest_pending_age_seconds",
        "How long ago the event was received that waits the longest; 0 when none waits.",
        oldestPendingAt === null ? [{ value: 0 }] : secondsSince(oldestPendingAt),
      ),
      gauge("touchlog_last_sweep_age_seconds", "How long ago the sweep ran.", secondsSince(lastSweepAt)),
      gauge(
        "touchlog_counted_timestamp_seconds",
        "Until when everything is in the counters, in seconds since 1970.",
        countedAt === 0 ? [] : [{ value: countedAt / 1000 }],
      ),
    ];
    return c.body(formatMetrics(metrics), 200, { "content-type": CONTENT_TYPE, "cache-control": "no-store" });
  })
  .all("/metrics", allow("GET"));

const EVENT_COUNTERS = [
  {
    outcome: "received",
    name: "touchlog_events_received_total",
    help: "Events that were stored, each once.",
  },
  {
    outcome: "duplicate",
    name: "touchlog_event_duplicates_total",
    help: "Arrivals of events that were stored already, at least.",
  },
  { outcome: "processed", name: "touchlog_events_processed_total", help: "Events that were processed." },
  { outcome: "failed", name: "touchlog_events_failed_total", help: "Events whose processing was given up." },
] as const;

function toEventSample({ kind, type, provider, count }: Total): Sample {
  return { labels: { kind, type, provider }, value: count };
}

function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, help, type: "gauge", samples };
}
