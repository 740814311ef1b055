import { Hono } from "hono/tiny";

import { type AppContext, type AppEnv, toReceiver } from "../http/context.ts";
import { toProblem } from "../http/problem.ts";
import { replayRejection } from "../pipeline/replay-rejections.ts";
import { persist } from "../storage/d1.ts";
import { listRefusalCounts } from "../storage/refusal-counts.ts";
import { type AlikeRejection, groupRejections, listGroup } from "../storage/rejection-groups.ts";
import { KEPT_DAYS } from "../storage/rejection-log.ts";
import { findRejections, type Rejection } from "../storage/rejections.ts";
import { isAdmin, requireSession, workspaceOf } from "./access.ts";
import { readForm } from "./form.ts";
import { part } from "./fragment.ts";
import { answerFragment, answerPage } from "./page.ts";
import { type Again, listSlots, oneSlots } from "./refused-page.ts";

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
    return answerFragment(c, "refused", listSlots(groups, counts, c.req.query()));
  })
  .get("/refused/:id", requireSession("read"), async (c) => {
    const rejection = await readRejection(c);
    if (rejection === null) return answerMissing(c);
    const alike = await persist(() => listGroup(c.get("db"), workspaceOf(c), rejection, ALIKE));
    return answerOne(c, rejection, null, alike);
  })
  .post("/refused/:id", requireSession("admin"), async (c) => {
    const rejection = await readRejection(c);
    if (rejection === null) return answerMissing(c);
    const mended = (await readForm(c)).get("body") ?? "";
    const order = { holder: c.get("holder"), rejection, mended, dryRun: false, now: c.get("now") };
    const { replayed, afterwards } = await replayRejection(toReceiver(c), order);
    if (afterwards !== null) c.executionCtx.waitUntil(afterwards());
    if ("eventId" in replayed) return c.redirect(`/events/${replayed.eventId}?mended=1`, 303);
    const problem = replayed.outcome === "refused" ? toProblem(replayed.failure) : null;
    return answerOne(c, rejection, { body: mended, problem }, []);
  });

/** Null when the workspace has no such rejection. */
async function readRejection(c: AppContext): Promise<Rejection | null> {
  const id = c.req.param("id") ?? "";
  const [rejection] = await persist(() => findRejections(c.get("db"), workspaceOf(c), [id]));
  return rejection ?? null;
}

async function answerOne(
  c: AppContext,
  rejection: Rejection,
  again: Again | null,
  alike: readonly AlikeRejection[],
): Promise<Response> {
  const content = await part(c, "refusedOne", oneSlots(rejection, isAdmin(c), again, alike));
  return again === null
    ? answerPage(c, { title: "Refused", content })
    : answerPage(c, { title: "Refused again", content }, 400);
}

function answerMissing(c: AppContext): Promise<Response> {
  return answerFragment(c, "notices", { refused: KEPT_DAYS }, 404);
}
