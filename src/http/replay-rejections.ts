import { Hono } from "hono/tiny";
import * as v from "valibot";

import { KINDS } from "../domain/kinds/registry.ts";
import { type Replayed, replayRejection } from "../pipeline/replay-rejections.ts";
import { persist } from "../storage/d1.ts";
import { KEPT_IN_ALL } from "../storage/rejection-log.ts";
import { findRejections, listRejections } from "../storage/rejections.ts";
import { metadata, refuse } from "./answer.ts";
import { allow, requireScope } from "./auth.ts";
import { type AppContext, type AppEnv, toReceiver } from "./context.ts";
import { readOrder } from "./order.ts";
import { toProblem } from "./problem.ts";
import { endInstant, startInstant } from "./query.ts";

const PATH = "/api/v2/rejections/replay";

/** Sent again by one request; a filter that matches more says how many are left. */
const MAX_REPLAYED = 50;

const filterSchema = v.strictObject({
  startDate: v.optional(startInstant),
  endDate: v.optional(endInstant),
  code: v.optional(v.string()),
  kind: v.optional(v.picklist(KINDS.map(({ name }) => name))),
  keyOId: v.optional(v.string()),
});

export const orderSchema = v.pipe(
  v.strictObject({
    rejectionOIds: v.optional(
      v.pipe(
        v.array(v.string()),
        v.minLength(1, "is empty"),
        v.maxLength(MAX_REPLAYED, `has more than ${MAX_REPLAYED}`),
      ),
    ),
    filter: v.optional(filterSchema),
    body: v.optional(v.union([v.string(), v.looseObject({})])),
    dryRun: v.optional(v.boolean(), false),
  }),
  v.check(
    ({ rejectionOIds, filter }) => (rejectionOIds === undefined) !== (filter === undefined),
    "needs rejectionOIds or a filter, one of the two",
  ),
  v.check(
    ({ rejectionOIds, body }) => body === undefined || rejectionOIds?.length === 1,
    "may have a mended body only with exactly one id in rejectionOIds",
  ),
  v.description('an object like {"rejectionOIds": ["rej_0123…"]} or {"filter": {}}'),
);

type Order = v.InferOutput<typeof orderSchema>;

export const replayRejectionRoutes = new Hono<AppEnv>()
  .post(PATH, requireScope("admin"), async (c) => {
    const reading = await readOrder(c, orderSchema);
    if (!reading.ok) return refuse(c, reading.failure);
    const { order } = reading;
    const { chosen, missing, remaining } = await choose(c, order);
    const results = [];
    const afterwards = [];
    for (const rejection of chosen) {
      const mended = typeof order.body === "object" ? JSON.stringify(order.body) : (order.body ?? null);
      const holder = c.get("holder");
      const outcome = await replayRejection(toReceiver(c), {
        holder,
        rejection,
        mended,
        dryRun: order.dryRun,
        now: c.get("now"),
      });
      results.push(toResult(outcome.replayed));
      if (outcome.afterwards !== null) afterwards.push(outcome.afterwards);
    }
    c.executionCtx.waitUntil(Promise.all(afterwards.map((follow) => follow())));
    return c.json({
      _metadata: metadata(c, order.dryRun ? "Dry run: nothing was sent again" : "Rejections sent again"),
      data: {
        dryRun: order.dryRun,
        results: [...results, ...missing.map((id) => ({ rejectionOId: id, outcome: "not_found" }))],
        remaining,
      },
    });
  })
  .all(PATH, allow("POST"));

/** The rejections that the order names, at most MAX_REPLAYED; of a filter the oldest that are still open. */
async function choose(c: AppContext, { rejectionOIds, filter }: Order) {
  const workspaceId = c.get("holder").key.workspaceId;
  const wanted = rejectionOIds ?? (await findOpen(c, workspaceId, filter ?? {}));
  const ids = [...new Set(wanted)].slice(0, MAX_REPLAYED);
  const found = await persist(() => findRejections(c.get("db"), workspaceId, ids));
  const byId = new Map(found.map((rejection) => [rejection.id, rejection]));
  return {
    chosen: ids.map((id) => byId.get(id)).filter((rejection) => rejection !== undefined),
    missing: ids.filter((id) => !byId.has(id)),
    remaining: Math.max(0, wanted.length - MAX_REPLAYED),
  };
}

async function findOpen(c: AppContext, workspaceId: string, filter: v.InferOutput<typeof filterSchema>) {
  const open = await persist(() =>
    listRejections(c.get("db"), {
      workspaceId,
      from: filter.startDate ?? 0,
      to: filter.endDate ?? c.get("now"),
      code: filter.code ?? null,
      kind: filter.kind ?? null,
      keyId: filter.keyOId ?? null,
      isOpen: true,
      limit: KEPT_IN_ALL,
      after: null,
    }),
  );
  return open.map(({ id }) => id).toReversed();
}

function toResult(replayed: Replayed) {
  const { outcome, id } = replayed;
  if (replayed.outcome === "refused") {
    const { code, message, errors } = toProblem(replayed.failure);
    return { rejectionOId: id, outcome, code, message, errors };
  }
  if (replayed.outcome === "duplicate") {
    return { rejectionOId: id, outcome, eventOId: replayed.eventId, conflict: replayed.conflict };
  }
  return "eventId" in replayed
    ? { rejectionOId: id, outcome, eventOId: replayed.eventId }
    : { rejectionOId: id, outcome, message: "its body was cut: send a mended one" };
}
