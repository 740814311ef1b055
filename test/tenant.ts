import { env } from "cloudflare:workers";
import * as v from "valibot";

import { countEvents } from "../src/pipeline/count.ts";
import { recordAttempts } from "../src/storage/attempts.ts";
import { insertImportJobs, settleImportJobs } from "../src/storage/import-jobs.ts";
import { changeTerms } from "../src/storage/rebuilds.ts";
import { callBody, crmBody, emailBody, socialBody } from "./bodies.ts";
import { DEAD_LETTERS_QUEUE, deliver } from "./deliver.ts";
import { indexAll } from "./index-all.ts";
import { makeAllFacts } from "./make-all-facts.ts";
import { order } from "./order.ts";
import { get } from "./request.ts";
import { send, silentQueue } from "./send.ts";
import { createTestKey } from "./workspace.ts";

/** What a request can name of a workspace. */
export type Names = {
  readonly workspaceId: string;
  readonly eventId: string;
  readonly callId: string;
  readonly conflictId: string;
  readonly rejectionId: string;
  readonly keyId: string;
  readonly replayId: string;
  readonly erasureId: string;
  readonly jobId: string;
  /** Where the first page of its events ends. */
  readonly eventCursor: string;
  readonly rejectionCursor: string;
};

export type Tenant = Names & {
  /** May do everything. */
  readonly secret: string;
  readonly eventIds: Readonly<
    Record<"sent" | "reply" | "call" | "crm" | "social" | "opened" | "failed", string>
  >;
  readonly rejectionIds: readonly string[];
  readonly keyIds: readonly string[];
};

/** Someone whom every tenant has mail from. */
export const JOHN = "john@prospect.com";

/** Someone whom every tenant has erased, and keeps away. */
export const GONE = "gone@prospect.com";

/** Someone for one tenant to keep away, and the others not. */
export const AWAY = "away@prospect.com";

const eventSchema = v.object({
  data: v.object({ conflicts: v.array(v.object({ conflictOId: v.string() })) }),
});
const replaySchema = v.object({ data: v.object({ replayOId: v.string() }) });
const erasureSchema = v.object({ data: v.object({ erasureOId: v.string() }) });
const keySchema = v.object({ data: v.object({ key: v.object({ keyOId: v.string() }) }) });
const pageSchema = v.object({
  data: v.object({
    nextCursor: v.string(),
    rejections: v.optional(v.array(v.object({ rejectionOId: v.string() })), []),
  }),
});

/**
 * A workspace with one of everything that a workspace can have, at rest. Any two are alike to the last eventId,
 * person and campaign, but for the `mark` that stands in each of their bodies.
 */
export async function createTenant(mark: string): Promise<Tenant> {
  const { secret, workspaceId, key } = await createTestKey({ provider: "N8N" });
  const eventIds = await receiveEvents(secret, mark);
  await fail(workspaceId, eventIds.failed);
  const { failed: _failed, ...rest } = eventIds;
  await deliver(Object.values(rest).map((id) => ({ workspaceId, id, run: 1 })));
  const replay = await order(secret, "/api/v2/event/replay", { eventOIds: [eventIds.sent] }, silentQueue);
  await deliver([{ workspaceId, id: eventIds.sent, run: 2 }]);
  const erasure = await order(secret, "/api/v2/subjects/erase", { email: GONE }, silentQueue);
  const { key: old } = await createTestKey({ workspaceId, scopes: ["ingest"] });
  const rotated = await order(secret, "/api/v2/keys/rotate", { keyOId: old.id, graceDays: 1 });
  await countEvents(env.DB, Date.now());
  const terms = { timeZone: "Asia/Kolkata", attributionDays: null };
  await changeTerms(env.DB, workspaceId, terms, [{ fromAt: 0, offsetMs: 19_800_000 }], Date.now());
  await makeAllFacts();
  // Of no event, so that nobody's cron trigger takes it away.
  await env.DB.prepare("INSERT INTO facts_due (event_id, workspace_id) VALUES (?1, ?2)")
    .bind(`${eventIds.crm} of nobody`, workspaceId)
    .run();
  await indexAll();
  const read = async (path: string) => (await get(secret, path)).json;
  const { data: event } = v.parse(eventSchema, await read(`/api/v2/event/get?eventOId=${eventIds.sent}`));
  const { data: events } = v.parse(pageSchema, await read("/api/v2/event/list?startDate=2000-01-01&limit=1"));
  const { data: page } = v.parse(pageSchema, await read("/api/v2/rejections?limit=1"));
  const { data: next } = v.parse(
    v.object({ data: v.object({ rejections: pageSchema.entries.data.entries.rejections }) }),
    await read(`/api/v2/rejections?cursor=${page.nextCursor}`),
  );
  const rejectionIds = [...page.rejections, ...next.rejections].map(({ rejectionOId }) => rejectionOId);
  return {
    secret,
    workspaceId,
    eventId: eventIds.sent,
    callId: eventIds.call,
    eventIds,
    conflictId: event.conflicts[0]?.conflictOId ?? "",
    rejectionId: rejectionIds[0] ?? "",
    rejectionIds,
    keyId: key.id,
    keyIds: [key.id, old.id, v.parse(keySchema, rotated.json).data.key.keyOId],
    replayId: v.parse(replaySchema, replay.json).data.replayOId,
    erasureId: v.parse(erasureSchema, erasure.json).data.erasureOId,
    jobId: await createJob(workspaceId, eventIds.sent),
    eventCursor: events.nextCursor,
    rejectionCursor: page.nextCursor,
  };
}

async function receiveEvents(secret: string, mark: string): Promise<Tenant["eventIds"]> {
  const receive = async (kind: string, body: object) => {
    const marked = { customMetadata: { mark }, ...body };
    return (await send({ secret, kind, body: marked, env: silentQueue })).id;
  };
  const email = emailBody({ eventId: "same", campaignId: "spring" });
  const sarah = { email: "sarah@company.com" };
  const eventIds = {
    sent: await receive("emails", email),
    reply: await receive("emails", emailBody({ eventType: "reply", from: { email: JOHN }, to: [sarah] })),
    call: await receive("calls", callBody({ eventId: "same" })),
    crm: await receive("crm", crmBody({ eventId: "same", accountName: "Prospect", contactEmail: JOHN })),
    social: await receive("social", socialBody({ eventId: "same", campaignId: "spring" })),
    opened: await receive("emails", emailBody({ eventType: "opened" })),
    failed: await receive("emails", emailBody({ eventId: "failed" })),
  };
  await receive("emails", { ...email, subject: "Another" });
  await receive("emails", email);
  await receive("emails", { ...email, to: [{ email: "nobody" }] });
  await receive("emails", { ...email, subject: null });
  await receive("emails", emailBody({ eventId: "gone", to: [{ email: GONE }] }));
  return eventIds;
}

/** Names of the same form that nobody has. */
export const NOBODY: Names = {
  workspaceId: `wrk_${"0".repeat(32)}`,
  eventId: `evt_${"0".repeat(40)}`,
  callId: `evt_${"0".repeat(40)}`,
  conflictId: `con_${"0".repeat(40)}`,
  rejectionId: `rej_${"0".repeat(32)}`,
  keyId: `key_${"0".repeat(32)}`,
  replayId: `rpl_${"0".repeat(32)}`,
  erasureId: `ers_${"0".repeat(32)}`,
  jobId: `pbj_${"0".repeat(32)}`,
  eventCursor: "bm9ib2R5",
  rejectionCursor: "bm9ib2R5",
};

/** An import job that waits for an event of the workspace, which has long been processed. */
async function createJob(workspaceId: string, eventId: string): Promise<string> {
  const id = `pbj_${crypto.randomUUID().replaceAll("-", "")}`;
  const counts = { preSkipped: 0, duplicatesInBatch: 0, invalid: 0, stored: 1 };
  const job = {
    id,
    workspaceId,
    kind: "emails",
    createdAt: 1,
    open: [eventId],
    callbackUrl: null,
    ...counts,
  };
  await insertImportJobs(env.DB, [job]);
  await settleImportJobs(env.DB, id, 2, 1);
  return id;
}

async function fail(workspaceId: string, id: string): Promise<void> {
  const ticket = { workspaceId, id, run: 1 };
  await recordAttempts(env.DB, [
    { ...ticket, messageId: "m", queuedAt: 1, at: Date.now(), attempt: 9, reason: "out of luck" },
  ]);
  await deliver([ticket], {}, DEAD_LETTERS_QUEUE);
}
