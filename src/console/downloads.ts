import { Hono } from "hono/tiny";

import type { AppEnv } from "../http/context.ts";
import { answerEvents } from "../http/export.ts";
import { answerPerson } from "../http/subjects.ts";
import { requireSession } from "./access.ts";
import { answerFragment } from "./page.ts";

export const downloadRoutes = new Hono<AppEnv>()
  .get("/export", requireSession("read"), (c) => {
    const today = new Date(c.get("now")).toISOString().slice(0, 10);
    return answerFragment(c, "export", { today });
  })
  .get("/export/events.ndjson", requireSession("read"), (c) => answerEvents(c))
  .get("/export/person.ndjson", requireSession("admin"), (c) => answerPerson(c));
