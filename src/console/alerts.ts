import { Hono } from "hono/tiny";

import type { AppContext, AppEnv } from "../http/context.ts";
import { drain } from "../http/body.ts";
import { MAX_ATTEMPTS, raiseTest } from "../pipeline/alerts.ts";
import { readAlertTarget } from "../settings.ts";
import { listAlerts, type ToldAlert } from "../storage/alerts.ts";
import { type ApiKey, listApiKeys } from "../storage/api-keys.ts";
import { persist } from "../storage/d1.ts";
import { findStatuses } from "../storage/event-statuses.ts";
import { requireSession, workspaceOf } from "./access.ts";
import {
  badge,
  empty,
  fault,
  type Html,
  html,
  instant,
  labelled,
  NOTHING,
  shown,
  table,
} from "./elements.ts";
import { fragment } from "./fragment.ts";
import { answerPage } from "./page.ts";

const SHOWN = 50;

// What lasts is told every hour, by a look every ten minutes.
const TOLD_AGAIN_MS = 70 * 60_000;

export const alertRoutes = new Hono<AppEnv>()
  .get("/alerts", requireSession("admin"), async (c) => {
    const [db, workspaceId] = [c.get("db"), workspaceOf(c)];
    const [alerts, keys] = await Promise.all([
      persist(() => listAlerts(db, workspaceId, SHOWN)),
      persist(() => listApiKeys(db, workspaceId)),
    ]);
    const byId = new Map(keys.map((key) => [key.id, key]));
    const rows = await Promise.all(alerts.map((alert) => toRow(c, alert, byId.get(alert.subject))));
    const own = rows.filter((row) => row !== null);
    const list =
      own.length === 0
        ? empty(
            "Nothing to tell",
            html`What is wrong now shows on <a href="/health">Health</a> and <a href="/refused">Refused</a>.`,
          )
        : table("The last of each cause and key (UTC)", ["Told", "State", "What", "Message"], own);
    return answerPage(c, { title: "Alerts", content: html`<h1>Alerts</h1>${await target(c)}${list}` });
  })
  .post("/alerts/test", requireSession("admin"), async (c) => {
    await drain(c.req.raw);
    if (readAlertTarget(c.env) !== null) await raiseTest(c.get("db"), workspaceOf(c), c.get("now"));
    return c.redirect("/alerts", 303);
  });

/** Where alerts go, or how to have them go somewhere. */
function target(c: AppContext): Promise<Html> | Html {
  try {
    const found = readAlertTarget(c.env);
    return fragment(c, `alerts-${found === null ? "off" : "on"}`, {
      host: found === null ? "" : new URL(found.url).host,
    });
  } catch (error) {
    return fault(`No alert is sent: ${error instanceof Error ? error.message : ""}`);
  }
}

/** As far as it is about this workspace; null when it isn't. */
async function toRow(c: AppContext, alert: ToldAlert, key: ApiKey | undefined): Promise<Html | null> {
  const { cause, raisedAt, body } = alert;
  const { data }: { readonly data: AlertData } = JSON.parse(body);
  const events = (data.events ?? []).filter(({ workspaceOId }) => workspaceOId === workspaceOf(c));
  if (cause === "events.failed" && events.length === 0) return null;
  const facts = Object.entries(data).map(([name, value]) => [
    name,
    name.endsWith("At") ? toInstant(value) : String(value),
  ]);
  const what = await fragment(c, `alert-${cause}`, {
    ...Object.fromEntries(facts),
    label: shown(key?.label ?? ""),
    events: html`${events.map(
      ({ eventOId, type }, index) =>
        html`${index === 0 ? "" : ", "}<a href="/events/${eventOId}">${type}</a>`,
    )}`,
  });
  const ids = events.map(({ eventOId }) => eventOId);
  const isOpen = ids.length === 0 ? lasts(alert, key, c.get("now")) : await haveFailed(c, ids);
  const state = cause === "test" ? NOTHING : badge(isOpen ? "open" : "over");
  return html`<tr><td>${instant(raisedAt)}<td>${state}<td class="main">${what}${labelled("message", delivery(alert))}</tr>`;
}

type AlertData = {
  readonly [name: string]: unknown;
  readonly events?: readonly {
    readonly workspaceOId: string;
    readonly eventOId: string;
    readonly type: string;
  }[];
};

function toInstant(value: unknown): Html {
  return instant(Date.parse(String(value)));
}

function lasts({ cause, raisedAt }: ToldAlert, key: ApiKey | undefined, now: number): boolean {
  if (key?.revokedAt) return false;
  if (cause === "key.expiring") return (key?.expiresAt ?? 0) > now;
  return cause === "sender.stopped" ? (key?.lastUsedAt ?? 0) < raisedAt : now - raisedAt < TOLD_AGAIN_MS;
}

async function haveFailed(c: AppContext, ids: readonly string[]): Promise<boolean> {
  const statuses = await persist(() => findStatuses(c.get("db"), workspaceOf(c), ids));
  return [...statuses.values()].includes("failed");
}

function delivery({ tryAt, attempts }: ToldAlert): string {
  if (tryAt === null) return attempts < MAX_ATTEMPTS ? "delivered" : `given up after ${attempts} tries`;
  return attempts === 0 ? "goes out within a minute" : `not taken, tried ${attempts} times`;
}
