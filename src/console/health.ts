import { Hono } from "hono/tiny";

import type { AppEnv } from "../http/context.ts";
import { assess, details } from "../http/health.ts";
import { requireSession } from "./access.ts";
import { badge, instant } from "./elements.ts";
import { answerFragment } from "./page.ts";

export const healthPageRoutes = new Hono<AppEnv>().get("/health", requireSession("read"), async (c) => {
  const { status, causes, condition } = await assess(c);
  const { pending, pendingIsMinimum, queueBacklog } = await details(c, condition);
  const isReady = status === 200;
  const oldestPendingAt = condition?.oldestPendingAt ?? null;
  const lastSweepAt = condition?.lastSweepAt ?? null;
  return answerFragment(c, "health", {
    state: badge(isReady ? "ready" : "not_ready"),
    ready: isReady ? 1 : null,
    caused: causes.length || null,
    causes: causes.map((cause) => ({ cause })),
    more: pendingIsMinimum ? 1 : null,
    pending,
    oldest: oldestPendingAt === null ? null : instant(oldestPendingAt),
    sweep: lastSweepAt === null ? null : instant(lastSweepAt),
    backlog: queueBacklog,
  });
});
