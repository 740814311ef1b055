import { Hono } from "hono/tiny";

import { readBacklog } from "../pipeline/backlog.ts";
import { readAlertTarget, readCallbackSecret, readSettings } from "../settings.ts";
import { within } from "../storage/d1.ts";
import { databasesOf } from "../storage/databases.ts";
import { type Condition, readConditions, SAMPLED } from "../storage/heartbeats.ts";
import { metadata } from "./answer.ts";
import { allow, identify, noteUseAfterwards } from "./auth.ts";
import type { AppContext, AppEnv } from "./context.ts";
import { toLogLine } from "../log-line.ts";

/** How long a look at the health waits for one answer of the platform. */
export const ANSWER_MS = 3_000;

/** An event that has waited longer than this, and than all its retries take, shows that something is not moving. */
const OVERDUE_MS = 30 * 60_000;

export const healthRoutes = new Hono<AppEnv>()
  .get("/healthz", (c) => c.json({ status: "ok" }))
  .all("/healthz", allow("GET"))
  .get("/readyz", async (c) => {
    const { status, causes, condition } = await assess(c);
    const isReader = await mayRead(c);
    return c.json(
      {
        _metadata: metadata(c, status === 200 ? "ready" : "not ready"),
        status: status === 200 ? "ready" : "not_ready",
        ...(isReader ? { causes, ...(await details(c, condition)) } : {}),
      },
      status,
    );
  })
  .all("/readyz", allow("GET"));

type Assessment = {
  readonly status: 200 | 503;
  readonly causes: readonly string[];
  readonly condition: Condition | null;
};

/** Whether events are taken and processed, and what is in the way. */
export async function assess(c: AppContext): Promise<Assessment> {
  let condition: Condition | null = null;
  try {
    condition = await within(ANSWER_MS, readConditions(databasesOf(c.env).values()));
    readSettings(c.env);
    readAlertTarget(c.env);
    readCallbackSecret(c.env);
    const waitMs = condition.oldestPendingAt === null ? 0 : c.get("now") - condition.oldestPendingAt;
    const isOverdue = waitMs > OVERDUE_MS;
    return {
      status: isOverdue ? 503 : 200,
      causes: isOverdue ? ["events wait for processing too long"] : [],
      condition,
    };
  } catch (error) {
    console.error(toLogLine({ message: "not ready", error: String(error) }));
    const cause = error instanceof Error ? error.message : String(error);
    return {
      status: 503,
      causes: [/no such table/.test(cause) ? "the database has no schema: run the migrations" : cause],
      condition,
    };
  }
}

async function mayRead(c: AppContext): Promise<boolean> {
  try {
    const identification = await identify(c);
    if (!identification.ok) return false;
    noteUseAfterwards(c, identification.holder);
    return identification.holder.key.scopes.includes("read");
  } catch {
    return false;
  }
}

/** What an operator wants to know besides. */
export async function details(c: AppContext, condition: Condition | null) {
  return {
    pending: condition?.pending ?? null,
    pendingIsMinimum: condition?.pending === SAMPLED,
    oldestPendingAt: toIso(condition?.oldestPendingAt ?? null),
    lastSweepAt: toIso(condition?.lastSweepAt ?? null),
    queueBacklog: (await readBacklog(c.env.QUEUE))?.backlogCount ?? null,
  };
}

function toIso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
