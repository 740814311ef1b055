import { Hono } from "hono/tiny";
import * as v from "valibot";

import { exportEvents } from "../pipeline/export.ts";
import { type Refusal, refuse } from "./answer.ts";
import { allow, requireScope } from "./auth.ts";
import type { AppContext, AppEnv } from "./context.ts";
import { answerNdjson } from "./ndjson.ts";
import { endInstant, readQuery, startInstant } from "./query.ts";

const PATH = "/api/v2/event/export";

export const querySchema = v.object({ startDate: startInstant, endDate: v.optional(endInstant) });

export const exportRoutes = new Hono<AppEnv>()
  .get(PATH, requireScope("read"), (c) => answerEvents(c))
  .all(PATH, allow("GET"));

/** The events of the range that the query names, for whoever may read. */
export function answerEvents(c: AppContext, whenRefused: Refusal = refuse): ReturnType<Refusal> {
  const reading = readQuery(c, querySchema);
  if (!reading.ok) return whenRefused(c, reading.failure);
  const { startDate, endDate = c.get("now") } = reading.query;
  const lines = toLines(c.get("db"), c.get("holder").key.workspaceId, startDate, endDate);
  return answerNdjson(c, lines, "events.ndjson");
}

async function* toLines(db: D1Database, workspaceId: string, from: number, to: number) {
  for await (const events of exportEvents(db, workspaceId, from, to)) {
    for (const { id, kind, receivedAt, provider, body } of events) {
      yield { oId: id, type: kind, receivedAt: new Date(receivedAt).toISOString(), provider, body };
    }
  }
}
