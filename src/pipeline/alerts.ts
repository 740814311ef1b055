import type { AlertTarget } from "../settings.ts";
import { claimAlerts, type ClaimedAlert, raiseAlerts, retryAlert } from "../storage/alerts.ts";
import { persist } from "../storage/d1.ts";
import { readCondition } from "../storage/heartbeats.ts";
import { notePending, takeLook } from "../storage/looks.ts";
import {
  findExpiring,
  findFailed,
  findFailing,
  type Finding,
  findStopped,
  findStuck,
} from "./alert-causes.ts";
import { postWebhook } from "./webhook.ts";
import { toLogLine } from "../log-line.ts";

const LOOK_EVERY_MS = 10 * 60_000;
const PENDING_SAMPLED = 10_000;

const SENT_AT_ONCE = 5;

// So that the next minute's run finds it, and a second run in this minute does not.
const RETRY_MS = 30_000;

/** For an hour; then there may be a newer one. */
export const MAX_ATTEMPTS = 60;

/** Looks for causes every ten minutes, and sends what they gave rise to. Says how many messages were delivered. */
export async function alertOperator(
  db: D1Database,
  target: AlertTarget,
  fetcher: typeof fetch,
  now: number,
): Promise<number> {
  await look(db, now);
  const claimed = await claimAlerts(db, now, SENT_AT_ONCE);
  const delivered = await Promise.all(claimed.map((alert) => deliver(db, target, fetcher, alert, now)));
  return delivered.filter(Boolean).length;
}

/** Has the next minute's run send a message that says nothing, for the workspace at most one an hour. */
export function raiseTest(db: D1Database, workspaceId: string, now: number): Promise<void> {
  const data = { workspaceOId: workspaceId };
  const test = { cause: "test", subject: workspaceId, occasion: String(now), data } as const;
  return persist(() => raiseAlerts(db, [toAlert(test, now)], now));
}

async function look(db: D1Database, now: number): Promise<void> {
  const last = await takeLook(db, now, LOOK_EVERY_MS);
  if (last === null) return;
  const condition = await readCondition(db, PENDING_SAMPLED);
  const found = await Promise.all([
    findStopped(db, now),
    findFailing(db, now),
    findFailed(db, now),
    findExpiring(db, now),
  ]);
  const findings = [...found.flat(), ...findStuck(condition, PENDING_SAMPLED, last, now)];
  await raiseAlerts(
    db,
    findings.map((finding) => toAlert(finding, now)),
    now,
  );
  await notePending(db, condition.pending);
}

function toAlert({ cause, subject, occasion, data }: Finding, now: number) {
  const id = `msg_${crypto.randomUUID().replaceAll("-", "")}`;
  const body = JSON.stringify({ type: cause, timestamp: new Date(now).toISOString(), data });
  return { cause, subject, occasion, id, body };
}

/** True when the receiver took it; otherwise it is tried again, under the same id. */
async function deliver(
  db: D1Database,
  target: AlertTarget,
  fetcher: typeof fetch,
  alert: ClaimedAlert,
  now: number,
): Promise<boolean> {
  const outcome = await postWebhook(fetcher, target, alert);
  if (outcome === null) return true;
  const { cause, id, attempts } = alert;
  console.warn(toLogLine({ message: "alert not delivered", cause, id, attempt: attempts, reason: outcome }));
  if (attempts < MAX_ATTEMPTS) await retryAlert(db, alert, now + RETRY_MS);
  return false;
}
