import { Hono } from "hono/tiny";

import type { AppContext, AppEnv } from "../http/context.ts";
import { toReceiver } from "../http/context.ts";
import { checkOrder } from "../http/order.ts";
import { toProblem } from "../http/problem.ts";
import { allowSchema, eraseSchema } from "../http/subjects.ts";
import { allowSubject, eraseSubject } from "../pipeline/erase-subject.ts";
import { readSecret } from "../settings.ts";
import { persist } from "../storage/d1.ts";
import { findErasure } from "../storage/erasures.ts";
import { requireSession, workspaceOf } from "./access.ts";
import { badge, instant, visible } from "./elements.ts";
import { readForm } from "./form.ts";
import { answerFragment } from "./page.ts";

export const peopleRoutes = new Hono<AppEnv>()
  .get("/erasure", requireSession("admin"), (c) => showForms(c, null))
  .post("/erasure", requireSession("admin"), async (c) => {
    const form = await readForm(c);
    const reading = checkOrder(eraseSchema, { email: form.get("email"), suppress: form.has("suppress") });
    if (!reading.ok) return showForms(c, toProblem(reading.failure).message);
    const { email, suppress } = reading.order;
    if (!form.has("sure")) {
      const slots = { email, encoded: encodeURIComponent(email), suppress: suppress ? 1 : null };
      return answerFragment(c, "erase", slots);
    }
    const order = {
      workspaceId: workspaceOf(c),
      address: email,
      suppress,
      secret: readSecret(c.env),
      now: c.get("now"),
    };
    const { receipt, goOn } = await eraseSubject(toReceiver(c), order);
    c.executionCtx.waitUntil(goOn());
    return c.redirect(`/erasure/${receipt.id}`, 303);
  })
  .post("/erasure/allow", requireSession("admin"), async (c) => {
    const reading = checkOrder(allowSchema, { email: (await readForm(c)).get("email") });
    if (!reading.ok) return showForms(c, toProblem(reading.failure).message);
    const was = await allowSubject(toReceiver(c), workspaceOf(c), reading.order.email, readSecret(c.env));
    return answerFragment(c, "notices", was ? { allowed: 1 } : { unchanged: 1 });
  })
  .get("/erasure/:id", requireSession("admin"), async (c) => {
    const id = c.req.param("id");
    const receipt = await persist(() => findErasure(c.get("db"), workspaceOf(c), id));
    if (receipt === null) return answerFragment(c, "notices", { erasure: 1 }, 404);
    const isOver = receipt.endedAt !== null;
    return answerFragment(c, "erasureReceipt", {
      number: receipt.number,
      deleted: receipt.deleted,
      redacted: receipt.redacted,
      conflicts: receipt.conflicts,
      rejections: receipt.rejections,
      state: badge(isOver ? "completed" : "running"),
      at: instant(receipt.createdAt),
      suppressed: receipt.isSuppressed ? 1 : null,
      running: isOver ? null : 1,
    });
  });

function showForms(c: AppContext, reason: string | null): Promise<Response> {
  const slots = { reason: reason === null ? null : visible(reason) };
  return answerFragment(c, "erasure", slots, reason === null ? 200 : 400);
}
