import { Hono } from "hono/tiny";
import * as v from "valibot";

import { replayByFilter, replayByIds } from "../pipeline/replay.ts";
import { persist } from "../storage/d1.ts";
import { findStatuses } from "../storage/event-statuses.ts";
import { countReplayable, REPLAYABLE, type ReplayFilter } from "../storage/replay-filter.ts";
import { findReplay, type ReplayProgress } from "../storage/replay-progress.ts";
import { metadata, refuse } from "./answer.ts";
import { allow, requireScope } from "./auth.ts";
import { type AppContext, type AppEnv, toReceiver } from "./context.ts";
import { eventIds } from "./event-ids.ts";
import { readOrder } from "./order.ts";
import { checkRange, endInstant, readId, startInstant } from "./query.ts";
import { readTypeFilter } from "./type-filter.ts";

const PATH = "/api/v2/event/replay";
const STATUS = "/api/v2/event/replay/status";

// The instants that a Date can hold.
const EARLIEST = -8_640_000_000_000_000;
const LATEST = 8_640_000_000_000_000;

const filterSchema = v.strictObject({
  startDate: v.optional(startInstant),
  endDate: v.optional(endInstant),
  eventTypes: v.optional(v.array(v.string()), []),
  eventCategories: v.optional(v.array(v.string()), []),
  processingStatus: v.optional(v.picklist(REPLAYABLE), "failed"),
});

export const orderSchema = v.pipe(
  v.strictObject({
    eventOIds: v.optional(eventIds),
    filter: v.optional(filterSchema),
    dryRun: v.optional(v.boolean(), false),
  }),
  v.check(
    ({ eventOIds, filter }) => (eventOIds === undefined) !== (filter === undefined),
    "needs eventOIds or a filter, one of the two",
  ),
  v.description('an object like {"eventOIds": ["evt_0123…"]} or {"filter": {}}'),
);

export const replayRoutes = new Hono<AppEnv>()
  .post(PATH, requireScope("admin"), async (c) => {
    const reading = await readOrder(c, orderSchema);
    if (!reading.ok) return refuse(c, reading.failure);
    const { eventOIds, filter, dryRun } = reading.order;
    if (filter === undefined) return replayThese(c, eventOIds ?? [], dryRun);
    const { types, faults } = readTypeFilter(filter.eventTypes, filter.eventCategories, "filter.");
    const all = [...checkRange(filter), ...faults];
    if (all.length > 0) return refuse(c, { code: "invalid_request", faults: all });
    const { startDate: from = EARLIEST, endDate: to = LATEST, processingStatus } = filter;
    return replayFound(c, { from, to, types, status: processingStatus }, dryRun);
  })
  .all(PATH, allow("POST"))
  .get(STATUS, requireScope("read"), async (c) => {
    const reading = readId(c, "replayOId", "a replay's id like rpl_0123…");
    if (!reading.ok) return refuse(c, reading.failure);
    const { id } = reading;
    const replay = await persist(() => findReplay(c.get("db"), c.get("holder").key.workspaceId, id));
    if (replay === null) {
      return refuse(c, { code: "not_found", what: "replay with this replayOId in this workspace" });
    }
    return c.json({ _metadata: metadata(c, "Replay retrieved successfully"), data: toReplayView(replay) });
  })
  .all(STATUS, allow("GET"));

async function replayThese(c: AppContext, ids: readonly string[], dryRun: boolean): Promise<Response> {
  const { workspaceId } = c.get("holder").key;
  if (dryRun) {
    const statuses = await persist(() => findStatuses(c.get("db"), workspaceId, ids));
    const willBeQueued = (id: string) => statuses.get(id) !== "pending";
    return answerReplay(c, null, toResults(ids, new Set(statuses.keys()), willBeQueued));
  }
  const { id, chosen, goOn } = await replayByIds(toReceiver(c), workspaceId, ids, c.get("now"));
  c.executionCtx.waitUntil(goOn());
  const taken = new Map(chosen.map((event) => [event.id, event.isTaken]));
  return answerReplay(
    c,
    id,
    toResults(ids, new Set(taken.keys()), (eventId) => taken.get(eventId) === true),
  );
}

function toResults(ids: readonly string[], found: ReadonlySet<string>, isQueued: (id: string) => boolean) {
  return ids.map((eventOId) => {
    if (!found.has(eventOId)) return { eventOId, outcome: "not_found" };
    return { eventOId, outcome: isQueued(eventOId) ? "queued" : "pending" };
  });
}

function answerReplay(c: AppContext, id: string | null, results: ReturnType<typeof toResults>): Response {
  const total = results.filter(({ outcome }) => outcome === "queued").length;
  return c.json({
    _metadata: metadata(c, describe(id === null, total)),
    data: { dryRun: id === null, replayOId: id, total, results },
  });
}

async function replayFound(c: AppContext, filter: ReplayFilter, dryRun: boolean): Promise<Response> {
  const { workspaceId } = c.get("holder").key;
  if (dryRun) {
    const total = await persist(() => countReplayable(c.get("db"), workspaceId, filter));
    const data = { dryRun, replayOId: null, total };
    return c.json({ _metadata: metadata(c, describe(dryRun, total)), data });
  }
  const { id, total, goOn } = await replayByFilter(toReceiver(c), workspaceId, filter, c.get("now"));
  c.executionCtx.waitUntil(goOn());
  return c.json({ _metadata: metadata(c, describe(dryRun, total)), data: { dryRun, replayOId: id, total } });
}

function describe(dryRun: boolean, total: number): string {
  if (dryRun) return "Dry run: nothing was replayed";
  return total === 0 ? "There is nothing to replay" : "Replay started";
}

/** Where a replay stands. It is over when all events that it sent have come to an end. */
function toReplayView({ id, createdAt, total, endedAt, counts }: ReplayProgress) {
  const { pending = 0, processed = 0, failed = 0 } = counts;
  return {
    replayOId: id,
    state: endedAt === null ? "QUEUEING" : pending > 0 ? "PROCESSING" : "COMPLETED",
    createdAt: new Date(createdAt).toISOString(),
    total,
    queued: pending + processed + failed,
    pending,
    processed,
    failed,
  };
}
