import { Hono } from "hono/tiny";

import type { AppContext, AppEnv } from "../http/context.ts";
import { toReceiver } from "../http/context.ts";
import { drain } from "../http/body.ts";
import { readEventView } from "../http/event-view.ts";
import { adopt } from "../pipeline/adopt.ts";
import { removeEvents } from "../pipeline/remove.ts";
import { replayByIds } from "../pipeline/replay.ts";
import { persist } from "../storage/d1.ts";
import { findStatuses } from "../storage/event-statuses.ts";
import { isAdmin, requireSession, workspaceOf } from "./access.ts";
import { shown } from "./elements.ts";
import { part } from "./fragment.ts";
import { saidSlots } from "./thread-page.ts";
import { eventSlots } from "./event-page.ts";
import { htmlOf } from "./preview.ts";
import { readForm } from "./form.ts";
import { answerFragment, answerPage } from "./page.ts";

const EVENT = "/events/:id";

export const eventRoutes = new Hono<AppEnv>()
  .get(EVENT, requireSession("read"), async (c) => {
    const event = await readEvent(c);
    if (event === null) return answerMissing(c);
    const content = await part(c, "event", {
      ...eventSlots(event, isAdmin(c)),
      ...(await saidSlots(c, event)),
      mended: c.req.query("mended") ?? null,
    });
    return answerPage(c, { title: event.eventSummary, content, hasFrame: htmlOf(event.event) !== null });
  })
  .post(`${EVENT}/replay`, requireSession("admin"), async (c) => {
    await drain(c.req.raw);
    const id = c.req.param("id");
    const { goOn } = await replayByIds(toReceiver(c), workspaceOf(c), [id], c.get("now"));
    c.executionCtx.waitUntil(goOn());
    return c.redirect(`/events/${encodeURIComponent(id)}`, 303);
  })
  .post(`${EVENT}/adopt`, requireSession("admin"), async (c) => {
    const conflictId = (await readForm(c)).get("conflict") ?? "";
    const eventId = c.req.param("id");
    const adopted = await adopt(toReceiver(c), c.get("holder"), { eventId, conflictId }, c.get("now"));
    if (!adopted.ok) return answerMissing(c);
    c.executionCtx.waitUntil(adopted.afterwards());
    return c.redirect(`/events/${encodeURIComponent(eventId)}`, 303);
  })
  .get(`${EVENT}/delete`, requireSession("admin"), async (c) => {
    const event = await readEvent(c);
    if (event === null) return answerMissing(c);
    return answerFragment(c, "delete", { summary: shown(event.eventSummary), id: event.oId });
  })
  .post(`${EVENT}/delete`, requireSession("admin"), async (c) => {
    await drain(c.req.raw);
    const found = await persist(() => findStatuses(c.get("db"), workspaceOf(c), [c.req.param("id")]));
    if (found.size === 0) return answerMissing(c);
    await removeEvents(toReceiver(c), workspaceOf(c), [...found.keys()], c.get("now"));
    return answerFragment(c, "notices", { deleted: 1 });
  });

/** Null when the workspace has no such event. */
function readEvent(c: AppContext) {
  return readEventView(c.get("db"), workspaceOf(c), c.req.param("id") ?? "");
}

function answerMissing(c: AppContext): Promise<Response> {
  return answerFragment(c, "notices", { event: 1 }, 404);
}
