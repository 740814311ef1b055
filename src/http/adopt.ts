import { Hono } from "hono/tiny";
import * as v from "valibot";

import { adopt } from "../pipeline/adopt.ts";
import { metadata, refuse } from "./answer.ts";
import { allow, requireScope } from "./auth.ts";
import { type AppEnv, toReceiver } from "./context.ts";
import { readOrder } from "./order.ts";

const PATH = "/api/v2/event/adopt";

export const orderSchema = v.strictObject({
  eventOId: v.pipe(v.string(), v.description("an event's id like evt_0123…")),
  conflictOId: v.pipe(
    v.string(),
    v.description("the id of one of the event's conflicts, as event/get shows them"),
  ),
});

export const adoptRoutes = new Hono<AppEnv>()
  .post(PATH, requireScope("admin"), async (c) => {
    const reading = await readOrder(c, orderSchema);
    if (!reading.ok) return refuse(c, reading.failure);
    const { eventOId: eventId, conflictOId: conflictId } = reading.order;
    const adopted = await adopt(toReceiver(c), c.get("holder"), { eventId, conflictId }, c.get("now"));
    if (!adopted.ok) {
      const whose = adopted.missing === "event" ? "in this workspace" : "beside this event any more";
      return refuse(c, { code: "not_found", what: `${adopted.missing} of this id ${whose}` });
    }
    c.executionCtx.waitUntil(adopted.afterwards());
    return c.json({
      _metadata: metadata(c, "Conflict adopted as the event"),
      data: { eventOId: eventId, conflictOId: conflictId, processingStatus: adopted.status },
    });
  })
  .all(PATH, allow("POST"));
