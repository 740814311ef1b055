import { findOccasion } from "../storage/alerts.ts";
import { listExpiringKeys } from "../storage/api-keys.ts";
import { listFailedEvents } from "../storage/failed-events.ts";
import { type Condition } from "../storage/heartbeats.ts";
import type { Look } from "../storage/looks.ts";
import { findFailingSenders, findStoppedSenders, type Sender } from "../storage/senders.ts";
import { ACTIVITY_MS } from "./count.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const MIN_ACTIVE_HOURS = 20;
const MIN_SILENCE_MS = 2 * HOUR_MS;

const MIN_REFUSED = 10;

// What ended this long ago is committed, however slow D1 was.
const SETTLED_MS = MINUTE_MS;
const MAX_FAILED = 1_000;
const NAMED_FAILED = 20;

const EXPIRY_DAYS = [1, 7] as const;
const EXPIRING_AHEAD_MS = 7 * DAY_MS;
const MAX_EXPIRING = 1_000;

const STUCK_MS = 10 * MINUTE_MS;
// An older look says nothing of whether the backlog shrinks.
const COMPARABLE_MS = 30 * MINUTE_MS;

/** What is to be told; ids, labels and counts only. See `Alert` for subject and occasion. */
export type Finding = {
  readonly cause:
    | "sender.stopped"
    | "sender.failing"
    | "events.failed"
    | "key.expiring"
    | "backlog.stuck"
    /** Nothing has happened: somebody wants to see whether messages arrive. */
    | "test";
  readonly subject: string;
  readonly occasion: string;
  readonly data: Readonly<Record<string, unknown>>;
};

/** Senders that had a rhythm and lost it. Told once for each silence. */
export async function findStopped(db: D1Database, now: number): Promise<readonly Finding[]> {
  const stopped = await findStoppedSenders(db, now, {
    since: now - ACTIVITY_MS,
    minActiveHours: MIN_ACTIVE_HOURS,
    minSilenceMs: MIN_SILENCE_MS,
    endsAfter: now + EXPIRING_AHEAD_MS,
  });
  return stopped.map((sender) => ({
    cause: "sender.stopped",
    subject: sender.keyId,
    occasion: String(sender.lastAt),
    data: {
      ...toSender(sender),
      lastAt: toIso(sender.lastAt),
      activeHours: sender.activeHours,
      longestGapHours: sender.longestGapHours,
    },
  }));
}

/** Senders that worked and now are mostly refused. Told every hour as long as it lasts. */
export async function findFailing(db: D1Database, now: number): Promise<readonly Finding[]> {
  const failing = await findFailingSenders(db, now, MIN_REFUSED);
  return failing.map((sender) => ({
    cause: "sender.failing",
    subject: sender.keyId,
    occasion: String(now),
    data: { ...toSender(sender), refused: sender.refused, accepted: sender.accepted },
  }));
}

/** Events that ended as failed since that was last told. */
export async function findFailed(db: D1Database, now: number): Promise<readonly Finding[]> {
  const cause = "events.failed";
  const told = await findOccasion(db, cause, "");
  const since = told === null ? now - HOUR_MS : Number(told);
  const until = now - SETTLED_MS;
  const events = await listFailedEvents(db, since, until, MAX_FAILED + 1);
  if (events.length === 0) return [];
  const data = {
    since: toIso(since),
    count: Math.min(events.length, MAX_FAILED),
    countIsMinimum: events.length > MAX_FAILED,
    events: events
      .slice(0, NAMED_FAILED)
      .map(({ workspaceId, id, kind, type }) => ({ workspaceOId: workspaceId, eventOId: id, kind, type })),
  };
  return [{ cause, subject: "", occasion: String(until), data }];
}

/** Keys that end within a week, and again within a day. */
export async function findExpiring(db: D1Database, now: number): Promise<readonly Finding[]> {
  const keys = await listExpiringKeys(db, now, now + EXPIRING_AHEAD_MS, MAX_EXPIRING);
  return keys.map((key) => {
    const withinDays = EXPIRY_DAYS.find((days) => key.expiresAt <= now + days * DAY_MS);
    return {
      cause: "key.expiring",
      subject: key.id,
      occasion: String(withinDays),
      data: { ...toSender({ ...key, keyId: key.id }), expiresAt: toIso(key.expiresAt), withinDays },
    };
  });
}

/** Events that wait too long while there are no fewer of them than at the last look. */
export function findStuck(
  { pending, oldestPendingAt }: Condition,
  sampled: number,
  last: Look,
  now: number,
): readonly Finding[] {
  if (oldestPendingAt === null || now - oldestPendingAt <= STUCK_MS) return [];
  if (now - last.at > COMPARABLE_MS || pending < last.pending) return [];
  const data = { pending, pendingIsMinimum: pending === sampled, oldestPendingAt: toIso(oldestPendingAt) };
  return [{ cause: "backlog.stuck", subject: "", occasion: String(now), data }];
}

function toSender({ workspaceId, keyId, label, provider }: Sender) {
  return { workspaceOId: workspaceId, keyOId: keyId, label, provider };
}

function toIso(at: number): string {
  return new Date(at).toISOString();
}
