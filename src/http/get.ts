import { Hono } from "hono/tiny";

import { listAttempts } from "../storage/attempts.ts";
import { listConflicts } from "../storage/conflicts.ts";
import { persist } from "../storage/d1.ts";
import { findEvent } from "../storage/events.ts";
import { findResults } from "../storage/results.ts";
import { metadata, refuse } from "./answer.ts";
import { allow, requireScope } from "./auth.ts";
import type { AppEnv } from "./context.ts";
import { toEventView } from "./event-view.ts";
import { readId } from "./query.ts";

const PATH = "/api/v2/event/get";

export const getRoutes = new Hono<AppEnv>()
  .get(PATH, requireScope("read"), async (c) => {
    const workspaceId = c.get("holder").key.workspaceId;
    const reading = readId(c, "eventOId", "an event's id like evt_0123…");
    if (!reading.ok) return refuse(c, reading.failure);
    const { id } = reading;
    const [event, results, conflicts, attempts] = await Promise.all([
      persist(() => findEvent(c.get("db"), workspaceId, id)),
      persist(() => findResults(c.get("db"), workspaceId, id)),
      persist(() => listConflicts(c.get("db"), workspaceId, id)),
      persist(() => listAttempts(c.get("db"), workspaceId, id)),
    ]);
    if (event === null) return refuse(c, { code: "not_found", what: "event of this id in this workspace" });
    return c.json({
      _metadata: metadata(c, "Event retrieved successfully"),
      data: await toEventView(event, results, conflicts, attempts),
    });
  })
  .all(PATH, allow("GET"));
