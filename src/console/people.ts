import { Hono } from "hono/tiny";

import type { AppContext, AppEnv } from "../http/context.ts";
import { toReceiver } from "../http/context.ts";
import { checkOrder } from "../http/order.ts";
import type { Failure } from "../http/problem.ts";
import { allowSchema, eraseSchema } from "../http/subjects.ts";
import { allowSubject, eraseSubject } from "../pipeline/erase-subject.ts";
import { readSecret } from "../settings.ts";
import { persist } from "../storage/d1.ts";
import { type ErasureReceipt, findErasure, listErasures } from "../storage/erasures.ts";
import { requireSession, workspaceOf } from "./access.ts";
import { instant } from "./elements.ts";
import { answerForm, readForm } from "./form.ts";
import type { Slots } from "./fragment.ts";
import { answerFragment } from "./page.ts";
import { countSubjectData } from "../pipeline/subject-data.ts";
import { MAX_NAMED } from "../pipeline/traces.ts";

// The latest; of older ones the receipt is still there.
const LISTED = 20;

export const peopleRoutes = new Hono<AppEnv>()
  .get("/erasure", requireSession("admin"), (c) => showForms(c))
  .post("/erasure", requireSession("admin"), async (c) => {
    const form = await readForm(c);
    const reading = checkOrder(eraseSchema, { email: form.get("email"), suppress: form.has("suppress") });
    if (!reading.ok) return showForms(c, reading.failure);
    const { email, suppress } = reading.order;
    if (!form.has("sure")) {
      // Who may be erased is not kept by a count that fails.
      const counts = await countSubjectData(c.get("db"), workspaceOf(c), email).catch(() => null);
      return answerFragment(c, "erase", {
        ...counts,
        counted: counts && 1,
        email,
        encoded: encodeURIComponent(email),
        events: MAX_NAMED,
        suppress: suppress ? 1 : null,
      });
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
    if (!reading.ok) return showForms(c, reading.failure);
    const was = await allowSubject(toReceiver(c), workspaceOf(c), reading.order.email, readSecret(c.env));
    return answerFragment(c, "notices", was ? { allowed: 1 } : { unchanged: 1 });
  })
  .get("/erasure/:id", requireSession("admin"), async (c) => {
    const id = c.req.param("id");
    const receipt = await persist(() => findErasure(c.get("db"), workspaceOf(c), id));
    if (receipt === null) return answerFragment(c, "notices", { erasure: 1 }, 404);
    return answerFragment(c, "erasureReceipt", receiptSlots(receipt));
  });

function receiptSlots({ createdAt, isSuppressed, ...receipt }: ErasureReceipt): Slots {
  return { ...receipt, at: instant(createdAt), suppressed: isSuppressed ? 1 : null };
}

/** With why nothing was done, if so. */
export async function showForms(c: AppContext, failure?: Failure): Promise<Response> {
  const latest = await persist(() => listErasures(c.get("db"), workspaceOf(c), LISTED));
  const slots = { erased: latest.length || null, latest: latest.map(receiptSlots) };
  return answerForm(c, "erasure", slots, failure);
}
