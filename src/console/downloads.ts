import { Hono } from "hono/tiny";

import type { AppContext, AppEnv } from "../http/context.ts";
import { answerEvents } from "../http/export.ts";
import type { Failure } from "../http/problem.ts";
import { answerPerson } from "../http/subjects.ts";
import { requireSession } from "./access.ts";
import { answerForm } from "./form.ts";
import { showForms } from "./people.ts";

export const downloadRoutes = new Hono<AppEnv>()
  .get("/export", requireSession("read"), (c) => showForm(c))
  .get("/export/events.ndjson", requireSession("read"), (c) => answerEvents(c, showForm))
  .get("/export/person.ndjson", requireSession("admin"), (c) => answerPerson(c, showForms));

/** With what was chosen, and why there is nothing to download, if so. */
function showForm(c: AppContext, failure?: Failure): Promise<Response> {
  const { startDate = "", endDate = new Date(c.get("now")).toISOString().slice(0, 10) } = c.req.query();
  return answerForm(c, "export", { startDate, endDate }, failure);
}
