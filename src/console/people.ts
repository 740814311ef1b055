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
import { badge, fault, type Html, html, instant, raw } from "./elements.ts";
import { fragment } from "./fragment.ts";
import { readForm } from "./form.ts";
import { answerNotice, answerPage } from "./page.ts";

export const peopleRoutes = new Hono<AppEnv>()
  .get("/erasure", requireSession("admin"), (c) => showForms(c, null))
  .post("/erasure", requireSession("admin"), async (c) => {
    const form = await readForm(c);
    const reading = checkOrder(eraseSchema, { email: form.get("email"), suppress: form.has("suppress") });
    if (!reading.ok) return showForms(c, toProblem(reading.failure).message);
    const { email, suppress } = reading.order;
    if (!form.has("sure")) return confirm(c, email, suppress);
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
    const text = was
      ? "Events that name this address are taken again."
      : "The address was not kept away: nothing changed.";
    return answerNotice(c, 200, was ? "Allowed again" : "Nothing changed", text, BACK);
  })
  .get("/erasure/:id", requireSession("admin"), async (c) => {
    const id = c.req.param("id");
    const receipt = await persist(() => findErasure(c.get("db"), workspaceOf(c), id));
    if (receipt === null)
      return answerNotice(c, 404, "No such erasure", "This workspace has none of this id.", BACK);
    const isOver = receipt.endedAt !== null;
    const facts: readonly (readonly [string, Html])[] = [
      ["State", badge(isOver ? "completed" : "running")],
      ["Asked for (UTC)", instant(receipt.createdAt)],
      ["The person is now", html`<code>erased-${receipt.number}</code>`],
      ["Events deleted", html`${receipt.deleted}`],
      ["Events rewritten", html`${receipt.redacted}`],
      ["Differing bodies deleted", html`${receipt.conflicts}`],
      ["Refused bodies deleted", html`${receipt.rejections}`],
      ["Kept away from now on", html`${receipt.isSuppressed ? "yes" : "no"}`],
    ];
    const content = html`<h1>Erasure</h1><dl>${facts.map(([name, value]) => html`<dt>${name}<dd>${value}`)}</dl>
<p class="quiet">Keep this page's address as a receipt.${isOver ? "" : " It goes on by itself: load the page again."}</p>${BACK}`;
    return answerPage(c, { title: "Erasure", content });
  });

const BACK = html`<p><a href="/erasure">Erase another</a></p>`;

async function showForms(c: AppContext, reason: string | null): Promise<Response> {
  const content = await fragment(c, "erasure", {
    fault: reason === null ? "" : fault(`Nothing was done: ${reason}`),
  });
  return answerPage(c, { title: "Erasure", content }, reason === null ? 200 : 400);
}

async function confirm(c: AppContext, email: string, suppress: boolean): Promise<Response> {
  const content = await fragment(c, "erase", {
    email,
    encoded: encodeURIComponent(email),
    suppress: suppress ? raw('<input type="hidden" name="suppress" value="on">') : "",
    afterwards: suppress
      ? "Events that name the address are refused from now on."
      : "New events that name the address are still taken.",
  });
  return answerPage(c, { title: "Erase this person?", content });
}
