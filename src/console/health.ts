import { Hono } from "hono/tiny";

import type { AppEnv } from "../http/context.ts";
import { assess, details } from "../http/health.ts";
import { requireSession } from "./access.ts";
import { badge, type Html, html, instant, NOTHING } from "./elements.ts";
import { answerPage } from "./page.ts";

export const healthPageRoutes = new Hono<AppEnv>().get("/health", requireSession("read"), async (c) => {
  const { status, causes, condition } = await assess(c);
  const { pending, pendingIsMinimum, queueBacklog } = await details(c, condition);
  const isReady = status === 200;
  const facts: readonly (readonly [string, Html])[] = [
    ["Events that wait to be processed", html`${pendingIsMinimum ? "at least " : ""}${pending ?? "unknown"}`],
    ["The oldest of them arrived (UTC)", since(condition?.oldestPendingAt ?? null, "none waits")],
    [
      "The last sweep, due every minute (UTC)",
      since(condition?.lastSweepAt ?? null, "none yet: the cron trigger has not run"),
    ],
    ["Messages in the queue", html`${queueBacklog ?? "the platform does not say"}`],
  ];
  const content = html`<h1>Health</h1><p>${badge(isReady ? "ready" : "not_ready")} ${isReady ? "Events are taken and processed." : "Senders are told to send again; what was acknowledged is stored."}</p>
${causes.length === 0 ? NOTHING : html`<div class="fault"><ul>${causes.map((cause) => html`<li>${cause}`)}</ul></div>`}
<dl>${facts.map(([name, value]) => html`<dt>${name}<dd>${value}`)}</dl>
<p class="quiet">Over all workspaces of this deployment. Many messages in the queue: processing is behind and catches up. An old sweep: the cron trigger does not run. A cause that begins with D1_ERROR: look at <a href="https://www.cloudflarestatus.com" rel="noreferrer">Cloudflare's status</a>.</p>`;
  return answerPage(c, { title: "Health", content });
});

function since(at: number | null, none: string): Html {
  return at === null ? html`<span class="quiet">${none}</span>` : instant(at);
}
