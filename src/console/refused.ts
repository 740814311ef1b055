import { Hono } from "hono/tiny";

import { type AppContext, type AppEnv, toReceiver } from "../http/context.ts";
import { toProblem } from "../http/problem.ts";
import { replayRejection } from "../pipeline/replay-rejections.ts";
import { persist } from "../storage/d1.ts";
import { listRefusalCounts } from "../storage/refusal-counts.ts";
import { groupRejections, listGroup } from "../storage/rejection-groups.ts";
import { KEPT_DAYS } from "../storage/rejection-log.ts";
import { findRejections, type Rejection } from "../storage/rejections.ts";
import { isAdmin, requireSession, workspaceOf } from "./access.ts";
import { html } from "./elements.ts";
import { readForm } from "./form.ts";
import { answerNotice, answerPage } from "./page.ts";
import { alikeList, refusedList, refusedOne } from "./refused-page.ts";

// Of the same fault, beside the one that is shown.
const ALIKE = 20;

const DAY_MS = 24 * 60 * 60 * 1000;

export const refusedRoutes = new Hono<AppEnv>()
  .get("/refused", requireSession("read"), async (c) => {
    const [db, workspaceId, now] = [c.get("db"), workspaceOf(c), c.get("now")];
    const [groups, counts] = await Promise.all([
      persist(() => groupRejections(db, workspaceId)),
      persist(() => listRefusalCounts(db, workspaceId, now - KEPT_DAYS * DAY_MS, now)),
    ]);
    return answerPage(c, { title: "Refused", content: refusedList(groups, counts) });
  })
  .get("/refused/:id", requireSession("read"), async (c) => {
    const rejection = await readRejection(c);
    if (rejection === null) return answerMissing(c);
    const alike = await persist(() => listGroup(c.get("db"), workspaceOf(c), rejection, ALIKE));
    const content = html`${refusedOne(rejection, isAdmin(c), null)}${alikeList(alike, rejection.id)}`;
    return answerPage(c, { title: "Refused", content });
  })
  .post("/refused/:id", requireSession("admin"), async (c) => {
    const rejection = await readRejection(c);
    if (rejection === null) return answerMissing(c);
    const mended = (await readForm(c)).get("body") ?? "";
    const order = { holder: c.get("holder"), rejection, mended, dryRun: false, now: c.get("now") };
    const { replayed, afterwards } = await replayRejection(toReceiver(c), order);
    if (afterwards !== null) c.executionCtx.waitUntil(afterwards());
    if ("eventId" in replayed) return c.redirect(`/events/${replayed.eventId}`, 303);
    const { message, errors } =
      replayed.outcome === "refused"
        ? toProblem(replayed.failure)
        : { message: "its kind is gone", errors: [] };
    const again = { body: mended, message, errors };
    return answerPage(c, { title: "Refused again", content: refusedOne(rejection, true, again) }, 400);
  });

/** Null when the workspace has no such rejection. */
async function readRejection(c: AppContext): Promise<Rejection | null> {
  const id = c.req.param("id") ?? "";
  const [rejection] = await persist(() => findRejections(c.get("db"), workspaceOf(c), [id]));
  return rejection ?? null;
}

function answerMissing(c: AppContext): Response {
  const text = `Refused bodies are kept for ${KEPT_DAYS} days, the latest of each fault.`;
  return answerNotice(
    c,
    404,
    "Not kept any more",
    text,
    html`<p><a href="/refused">All that is kept</a></p>`,
  );
}
