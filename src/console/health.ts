import { Hono } from "hono/tiny";

import type { AppContext, AppEnv } from "../http/context.ts";
import { ANSWER_MS, assess, details } from "../http/health.ts";
import { within } from "../storage/d1.ts";
import { listEvents } from "../storage/event-list.ts";
import { groupRejections } from "../storage/rejection-groups.ts";
import { requireSession, workspaceOf } from "./access.ts";
import { badge, instant } from "./elements.ts";
import type { Slots } from "./fragment.ts";
import { answerFragment } from "./page.ts";
import { sumOf } from "./refused-page.ts";

// How the database or its binding fails, but for a schema that is not there and a database that is full.
const PLATFORM = /^(?!.*(no such|no column|exceeded|full))(D1_|no answer)/;

const ALL_TIME = Number.MAX_SAFE_INTEGER;

export const healthPageRoutes = new Hono<AppEnv>().get("/health", requireSession("read"), async (c) => {
  const [{ status, causes, condition }, own] = await Promise.all([assess(c), readOwn(c).catch(() => null)]);
  const { pending, pendingIsMinimum, queueBacklog } = await details(c, condition);
  const isReady = status === 200;
  const oldestPendingAt = condition?.oldestPendingAt ?? null;
  const lastSweepAt = condition?.lastSweepAt ?? null;
  return answerFragment(c, "health", {
    ...own,
    counted: own === null ? null : 1,
    state: badge(isReady ? "ready" : "not_ready"),
    ready: isReady ? 1 : null,
    caused: causes.length || null,
    causes: causes.map((cause) => ({ cause })),
    platform: causes.some((cause) => PLATFORM.test(cause)) ? 1 : null,
    known: condition === null ? null : 1,
    more: pendingIsMinimum ? 1 : null,
    pending,
    oldest: oldestPendingAt === null ? null : instant(oldestPendingAt),
    sweep: lastSweepAt === null ? null : instant(lastSweepAt),
    backlog: queueBacklog,
  });
});

/** What is left to be done in this workspace. Throws when its database does not say in time. */
async function readOwn(c: AppContext): Promise<Slots> {
  const [db, workspaceId] = [c.get("db"), workspaceOf(c)];
  const ever = { from: -ALL_TIME, to: ALL_TIME, types: null, limit: 0, offset: 0, after: null };
  const [groups, { total, totalIsMinimum }] = await within(
    ANSWER_MS,
    Promise.all([
      groupRejections(db, workspaceId),
      listEvents(db, { ...ever, workspaceId, status: "failed" }),
    ]),
  );
  return {
    refused: sumOf(groups, "open") || null,
    failed: total || null,
    least: totalIsMinimum ? 1 : null,
  };
}
