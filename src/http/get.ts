import { Hono } from "hono/tiny";

import { metadata, refuse } from "./answer.ts";
import { allow, requireScope } from "./auth.ts";
import type { AppEnv } from "./context.ts";
import { readEventView } from "./event-view.ts";
import { readId } from "./query.ts";

const PATH = "/api/v2/event/get";

export const getRoutes = new Hono<AppEnv>()
  .get(PATH, requireScope("read"), async (c) => {
    const reading = readId(c, "eventOId", "an event's id like evt_0123…");
    if (!reading.ok) return refuse(c, reading.failure);
    const event = await readEventView(c.get("db"), c.get("holder").key.workspaceId, reading.id);
    if (event === null) return refuse(c, { code: "not_found", what: "event of this id in this workspace" });
    return c.json({
      _metadata: metadata(c, "Event retrieved successfully"),
      data: event,
    });
  })
  .all(PATH, allow("GET"));
