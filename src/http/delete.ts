import { Hono } from "hono/tiny";
import * as v from "valibot";

import { removeEvents } from "../pipeline/remove.ts";
import { persist } from "../storage/d1.ts";
import { findStatuses } from "../storage/event-statuses.ts";
import { metadata, refuse } from "./answer.ts";
import { allow, requireScope } from "./auth.ts";
import { type AppEnv, toReceiver } from "./context.ts";
import { eventIds } from "./event-ids.ts";
import { readOrder } from "./order.ts";

const PATH = "/api/v2/event/delete";

export const orderSchema = v.strictObject({ eventOIds: eventIds, dryRun: v.optional(v.boolean(), false) });

export const deleteRoutes = new Hono<AppEnv>()
  .post(PATH, requireScope("admin"), async (c) => {
    const reading = await readOrder(c, orderSchema);
    if (!reading.ok) return refuse(c, reading.failure);
    const { eventOIds, dryRun } = reading.order;
    const { workspaceId } = c.get("holder").key;
    // Looked up first, so that a deletion whose answer was lost and that is tried again is not told as "not found".
    const found = await persist(() => findStatuses(c.get("db"), workspaceId, eventOIds));
    if (!dryRun && found.size > 0) {
      await removeEvents(toReceiver(c), workspaceId, [...found.keys()], c.get("now"));
    }
    return c.json({
      _metadata: metadata(c, dryRun ? "Dry run: nothing was deleted" : "Events deleted"),
      data: {
        dryRun,
        deleted: found.size,
        results: eventOIds.map((eventOId) => ({
          eventOId,
          outcome: found.has(eventOId) ? "deleted" : "not_found",
        })),
      },
    });
  })
  .all(PATH, allow("POST"));
