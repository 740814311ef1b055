import * as v from "valibot";
import { expect } from "vitest";

import type { JsonObject } from "../src/domain/json.ts";
import { writePlace } from "../src/http/analytics/place.ts";
import { writeCursor } from "../src/http/cursor.ts";
import { emailBody } from "./bodies.ts";
import { AWAY, GONE, JOHN, type Names, type Tenant } from "./tenant.ts";

/** What is asked with `mine`'s key and the names of `other`, and what the answer has to hold. */
export type Attempt = {
  readonly query?: (mine: Tenant, other: Names) => Readonly<Record<string, string>>;
  readonly body?: (mine: Tenant, other: Names) => JsonObject;
  readonly answer: (mine: Tenant, other: Names) => JsonObject;
};

/** Answered as if nobody had it. */
export const ABSENT: Attempt["answer"] = () => ({ status: 404, code: "not_found" });
const REFUSED: Attempt["answer"] = () => ({ status: 400, code: "invalid_request" });
// Where it could not even be served to the other itself.
const NOT_FOUND: Attempt["answer"] = () => ({ status: 404, code: "not_found" });
const SINCE = { startDate: "2000-01-01" };
const OF_2024 = { startDate: "2024-01-01", endDate: "2024-12-31" };
const BOTH_HAVE = 'thread:["follow up on our conversation","john@prospect.com","sarah@company.com"]';

/** A list of things with these ids, in any order, and of nothing else. */
function only(ids: readonly string[]): unknown {
  return expect.toSatisfy(
    (items: unknown) => {
      const found = v
        .parse(itemsSchema, items)
        .map((item) => item.oId ?? item.rejectionOId ?? item.keyOId ?? "");
      return inOrder(found) === inOrder(ids);
    },
    `to be a list of ${ids.join(", ")}`,
  );
}

function inOrder(ids: readonly string[]): string {
  return ids.toSorted((one, other) => (one < other ? -1 : 1)).join();
}

const optional = v.optional(v.string());
const itemsSchema = v.array(v.object({ oId: optional, rejectionOId: optional, keyOId: optional }));

const RECEIVE: Readonly<Record<string, Attempt>> = {
  "a body like one that the other has": {
    body: () => emailBody({ eventId: "same", campaignId: "spring", customMetadata: { mark: "mine" } }),
    answer: ({ eventId }) => ({
      additionalData: { eventOId: eventId, duplicate: true, conflict: false },
    }),
  },
  "the other's workspace and ids as fields": {
    body: (_mine, { workspaceId, eventId, keyId }) =>
      emailBody({ workspaceId, workspaceOId: workspaceId, workspace_id: workspaceId, eventId, keyId }),
    answer: () => ({ status: 200, additionalData: { duplicate: false } }),
  },
  "the other's workspace in the query": {
    query: (_mine, { workspaceId }) => ({ workspaceOId: workspaceId, workspaceId }),
    body: () => emailBody({ eventId: "query" }),
    answer: () => ({ status: 200 }),
  },
  "somebody whom the other keeps away": {
    body: () => emailBody({ eventId: crypto.randomUUID(), to: [{ email: AWAY }] }),
    answer: () => ({ status: 200, additionalData: { duplicate: false } }),
  },
};

// A route without a row fails in tenants.test.ts. Of an attempt's answer the fields that it names are compared; that nothing of the
// other's stands in it, and that the other is left as it was, is checked of all.
export const ATTEMPTS: Readonly<
  Record<string, Readonly<Record<string, Attempt>> | "takes nothing of a workspace">
> = {
  "POST /api/v2/analytics/webhook/receive/generic/:kind": RECEIVE,
  "POST /api/v2/analytics/webhook/receive/generic/generic/:kind": RECEIVE,
  "GET /api/v2/event/list": {
    everything: {
      query: () => SINCE,
      answer: ({ eventIds }) => ({ data: { events: only(Object.values(eventIds)), total: 7 } }),
    },
    "a type and a status that both have": {
      query: () => ({ ...SINCE, eventTypes: "EMAIL_SENT", processingStatus: "failed" }),
      answer: ({ eventIds }) => ({ data: { events: only([eventIds.failed]), total: 1 } }),
    },
    "the other's cursor": {
      query: (_mine, { eventCursor }) => ({ ...SINCE, cursor: eventCursor }),
      answer: ABSENT,
    },
    "the other's cursor of its rejections": {
      query: (_mine, { rejectionCursor }) => ({ ...SINCE, cursor: rejectionCursor }),
      answer: ABSENT,
    },
    "a cursor of its own, made up to begin before everything": {
      query: ({ workspaceId }) => ({ ...SINCE, cursor: writeCursor(workspaceId, [8e15, 2 ** 53]) }),
      answer: ({ eventIds }) => ({ data: { events: only(Object.values(eventIds)) } }),
    },
    "the other's workspace as a parameter": {
      query: (_mine, { workspaceId }) => ({ ...SINCE, workspaceOId: workspaceId }),
      answer: REFUSED,
    },
  },
  "GET /api/v2/event/get": {
    "the other's event": { query: (_mine, { eventId }) => ({ eventOId: eventId }), answer: ABSENT },
    "its own event, which the other has as well": {
      query: ({ eventId }) => ({ eventOId: eventId }),
      answer: ({ eventId, conflictId, keyId, replayId }) => ({
        data: {
          oId: eventId,
          connection: { keyOId: keyId },
          conflicts: [{ conflictOId: conflictId }],
          story: expect.arrayContaining([expect.objectContaining({ replayOId: replayId })]),
        },
      }),
    },
  },
  "POST /api/v2/event/import": {
    "an event like one that the other has": {
      body: () => {
        const body = emailBody({ eventId: "same", campaignId: "spring", customMetadata: { mark: "mine" } });
        return { events: [{ type: "email", ...body }] };
      },
      answer: ({ eventId }) => ({
        data: { total: 1, preSkipped: 1, results: [{ eventOId: eventId, conflict: false }] },
      }),
    },
    "the other's workspace and ids as fields": {
      body: (_mine, { workspaceId, eventId, keyId }) => {
        const fields = { workspaceId, workspaceOId: workspaceId, workspace_id: workspaceId };
        return { ...fields, events: [{ type: "email", ...fields, ...emailBody({ eventId, keyId }) }] };
      },
      answer: () => ({ data: { total: 1, pending: 1 } }),
    },
    "somebody whom the other keeps away": {
      body: () => ({
        events: [{ type: "email", ...emailBody({ eventId: crypto.randomUUID(), to: [{ email: AWAY }] }) }],
      }),
      answer: () => ({ data: { total: 1, pending: 1 } }),
    },
  },
  "GET /api/v2/event/import/status": {
    "the other's job": { query: (_mine, { jobId }) => ({ oId: jobId }), answer: ABSENT },
    "the other's job by its other name": {
      query: (_mine, { jobId }) => ({ jobOId: jobId }),
      answer: ABSENT,
    },
    "its own job": {
      query: ({ jobId }) => ({ oId: jobId }),
      answer: ({ jobId }) => ({ data: { oId: jobId, status: "COMPLETED", ingested: 1 } }),
    },
  },
  "POST /api/v2/event/replay": {
    "the other's event": {
      body: (_mine, { eventId }) => ({ eventOIds: [eventId] }),
      answer: (_mine, { eventId }) => ({
        data: { total: 0, results: [{ eventOId: eventId, outcome: "not_found" }] },
      }),
    },
    "the other's event, as a dry run": {
      body: (_mine, { eventId }) => ({ eventOIds: [eventId], dryRun: true }),
      answer: (_mine, { eventId }) => ({
        data: { total: 0, results: [{ eventOId: eventId, outcome: "not_found" }] },
      }),
    },
    "everything processed, as a dry run": {
      body: () => ({ filter: { processingStatus: "processed" }, dryRun: true }),
      answer: () => ({ data: { total: 3 } }),
    },
    "everything stored": {
      body: () => ({ filter: { processingStatus: "stored" } }),
      answer: () => ({ data: { total: 3 } }),
    },
    "everything failed": {
      body: () => ({ filter: {} }),
      answer: () => ({ data: { total: 1 } }),
    },
    "an event of each": {
      body: ({ eventIds }, { eventId }) => ({ eventOIds: [eventIds.reply, eventId] }),
      answer: ({ eventIds }, { eventId }) => ({
        data: {
          total: 1,
          results: [
            { eventOId: eventIds.reply, outcome: "queued" },
            { eventOId: eventId, outcome: "not_found" },
          ],
        },
      }),
    },
  },
  "GET /api/v2/event/replay/status": {
    "the other's replay": {
      query: (_mine, { replayId }) => ({ replayOId: replayId }),
      answer: ABSENT,
    },
    "its own replay": {
      query: ({ replayId }) => ({ replayOId: replayId }),
      answer: () => ({ data: { total: 1, queued: 1, processed: 1 } }),
    },
  },
  "GET /api/v2/event/export": {
    everything: {
      query: () => SINCE,
      answer: ({ eventIds }) => ({ lines: only(Object.values(eventIds)) }),
    },
    "the other's workspace as a parameter": {
      query: (_mine, { workspaceId }) => ({ ...SINCE, workspaceOId: workspaceId }),
      answer: REFUSED,
    },
  },
  "POST /api/v2/subjects/erase": {
    "somebody whom the other knows as well": {
      body: () => ({ email: JOHN }),
      answer: () => ({ data: { state: "COMPLETED", deletedEvents: 5, redactedEvents: 2 } }),
    },
    "somebody whom only the other has erased": {
      body: () => ({ email: AWAY }),
      answer: () => ({ data: { replacedBy: "erased-3", deletedEvents: 0, redactedEvents: 0 } }),
    },
  },
  "GET /api/v2/subjects/erase/status": {
    "the other's erasure": {
      query: (_mine, { erasureId }) => ({ erasureOId: erasureId }),
      answer: ABSENT,
    },
  },
  "GET /api/v2/subjects/export": {
    "somebody whom the other knows as well": {
      query: () => ({ email: JOHN }),
      answer: ({ eventIds: { sent, reply, call: met, crm, social, opened, failed }, rejectionId }) => ({
        // The first has a conflict too; the social one has the name only.
        lines: only([sent, sent, reply, met, crm, social, opened, failed, rejectionId]),
      }),
    },
  },
  "POST /api/v2/subjects/allow": {
    "somebody whom only the other keeps away": {
      body: () => ({ email: AWAY }),
      answer: () => ({ status: 200, data: { wasSuppressed: false } }),
    },
    "somebody whom both keep away": {
      body: () => ({ email: GONE }),
      answer: () => ({ status: 200, data: { wasSuppressed: true } }),
    },
  },
  "POST /api/v2/event/adopt": {
    "the other's event and conflict": {
      body: (_mine, { eventId, conflictId }) => ({ eventOId: eventId, conflictOId: conflictId }),
      answer: ABSENT,
    },
    "the other's conflict for its own event": {
      body: ({ eventId }, { conflictId }) => ({ eventOId: eventId, conflictOId: conflictId }),
      answer: ABSENT,
    },
    "its own conflict for the other's event": {
      body: ({ conflictId }, { eventId }) => ({ eventOId: eventId, conflictOId: conflictId }),
      answer: ABSENT,
    },
    "its own conflict for its own event": {
      body: ({ eventId, conflictId }) => ({ eventOId: eventId, conflictOId: conflictId }),
      answer: () => ({ status: 200 }),
    },
  },
  "POST /api/v2/event/delete": {
    "the other's event": {
      body: (_mine, { eventId }) => ({ eventOIds: [eventId] }),
      answer: (_mine, { eventId }) => ({
        data: { deleted: 0, results: [{ eventOId: eventId, outcome: "not_found" }] },
      }),
    },
    "an event of each": {
      body: (mine, { eventId }) => ({ eventOIds: [mine.eventId, eventId] }),
      answer: (mine, { eventId }) => ({
        data: {
          deleted: 1,
          results: [
            { eventOId: mine.eventId, outcome: "deleted" },
            { eventOId: eventId, outcome: "not_found" },
          ],
        },
      }),
    },
  },
  "GET /api/v2/api-key/validate": {
    nothing: {
      answer: ({ workspaceId, keyId }) => ({ workspaceOId: workspaceId, keyOId: keyId }),
    },
    "the other's workspace and key in the query": {
      query: (_mine, { workspaceId, keyId }) => ({ workspaceOId: workspaceId, keyOId: keyId }),
      answer: ({ workspaceId, keyId }) => ({ workspaceOId: workspaceId, keyOId: keyId }),
    },
  },
  "GET /api/v2/analytics/overview": {
    everything: {
      query: () => OF_2024,
      answer: () => ({ data: { totals: { emails: { sent: 1 }, calls: { transcript: 1 } } } }),
    },
    "the other's workspace as a parameter": {
      query: (_mine, { workspaceId }) => ({ workspaceOId: workspaceId }),
      answer: REFUSED,
    },
  },
  "GET /api/v2/analytics/campaigns": {
    everything: {
      query: () => OF_2024,
      answer: () => ({
        data: { campaigns: expect.arrayContaining([expect.objectContaining({ campaign: "spring" })]) },
      }),
    },
    "the other's cursor": {
      query: (_mine, { workspaceId }) => ({
        ...OF_2024,
        cursor: writePlace(workspaceId, "campaigns contacted desc", [9, "z"]),
      }),
      answer: NOT_FOUND,
    },
  },
  "GET /api/v2/analytics/senders": {
    everything: { query: () => OF_2024, answer: () => ({ data: { hasMore: false } }) },
  },
  "GET /api/v2/analytics/conversations": {
    everything: { query: () => OF_2024, answer: () => ({ data: { hasMore: false } }) },
    "the other's cursor": {
      query: (_mine, { workspaceId }) => ({
        ...OF_2024,
        cursor: writePlace(workspaceId, "conversations desc", [2e12, "z"]),
      }),
      answer: NOT_FOUND,
    },
  },
  "GET /api/v2/analytics/conversations/get": {
    "a conversation that both have": {
      query: () => ({ conversation: BOTH_HAVE, text: "true" }),
      answer: ({ eventIds }) => ({ data: { thread: only([eventIds.sent, eventIds.reply]) } }),
    },
  },
  "GET /api/v2/analytics/calls": {
    everything: {
      query: () => OF_2024,
      answer: ({ eventIds }) => ({ data: { calls: only([eventIds.call]) } }),
    },
  },
  "GET /api/v2/analytics/calls/get": {
    "the other's call": {
      query: (_mine, { eventId }) => ({ eventOId: eventId }),
      answer: NOT_FOUND,
    },
    "its own call": {
      query: ({ eventIds }) => ({ eventOId: eventIds.call }),
      answer: ({ eventIds }) => ({ data: { oId: eventIds.call } }),
    },
  },
  "GET /api/v2/analytics/outcomes": {
    everything: { query: () => OF_2024, answer: () => ({ data: { hasMore: false } }) },
    "the other's cursor": {
      query: (_mine, { workspaceId }) => ({
        ...OF_2024,
        cursor: writePlace(workspaceId, "outcomes desc", [2e12, "z"]),
      }),
      answer: NOT_FOUND,
    },
  },
  "GET /api/v2/rejections": {
    everything: {
      answer: ({ rejectionIds, keyId }) => ({
        data: {
          rejections: only(rejectionIds),
          counts: [{ keyOId: keyId, code: "invalid_event", count: 2 }],
        },
      }),
    },
    "the other's key": {
      query: (_mine, { keyId }) => ({ keyOId: keyId }),
      answer: () => ({ data: { rejections: [], counts: [] } }),
    },
    "the other's cursor": {
      query: (_mine, { rejectionCursor }) => ({ cursor: rejectionCursor }),
      answer: ABSENT,
    },
    "the other's cursor of its events": {
      query: (_mine, { eventCursor }) => ({ cursor: eventCursor }),
      answer: ABSENT,
    },
  },
  "GET /api/v2/rejections/get": {
    "the other's rejection": {
      query: (_mine, { rejectionId }) => ({ rejectionOId: rejectionId }),
      answer: ABSENT,
    },
  },
  "POST /api/v2/rejections/replay": {
    "the other's rejection": {
      body: (_mine, { rejectionId }) => ({ rejectionOIds: [rejectionId] }),
      answer: (_mine, { rejectionId }) => ({
        data: { results: [{ rejectionOId: rejectionId, outcome: "not_found" }] },
      }),
    },
    "the other's rejection with a mended body": {
      body: (_mine, { rejectionId }) => ({ rejectionOIds: [rejectionId], body: emailBody() }),
      answer: (_mine, { rejectionId }) => ({
        data: { results: [{ rejectionOId: rejectionId, outcome: "not_found" }] },
      }),
    },
    "those of the other's key": {
      body: (_mine, { keyId }) => ({ filter: { keyOId: keyId } }),
      answer: () => ({ data: { results: [], remaining: 0 } }),
    },
    everything: {
      body: () => ({ filter: {} }),
      answer: ({ rejectionIds }) => ({
        data: { results: only(rejectionIds), remaining: 0 },
      }),
    },
  },
  "GET /api/v2/keys": {
    everything: { answer: ({ keyIds }) => ({ data: { keys: only(keyIds) } }) },
  },
  "POST /api/v2/keys": {
    "a key for the other's workspace": {
      body: (_mine, { workspaceId }) => ({
        providerName: "N8N",
        scopes: ["read"],
        workspaceOId: workspaceId,
      }),
      answer: REFUSED,
    },
    "a key": {
      body: () => ({ providerName: "N8N", scopes: ["read"] }),
      answer: () => ({ status: 200 }),
    },
  },
  "POST /api/v2/keys/rotate": {
    "the other's key": { body: (_mine, { keyId }) => ({ keyOId: keyId, graceDays: 0 }), answer: ABSENT },
  },
  "POST /api/v2/keys/revoke": {
    "the other's key": { body: (_mine, { keyId }) => ({ keyOId: keyId }), answer: ABSENT },
  },
  "POST /api/v2/keys/update": {
    "the other's key": { body: (_mine, { keyId }) => ({ keyOId: keyId, label: "mine" }), answer: ABSENT },
  },
  "GET /healthz": "takes nothing of a workspace",
  // Both tell of all workspaces together, by numbers.
  "GET /readyz": "takes nothing of a workspace",
  "GET /metrics": "takes nothing of a workspace",
  "GET /openapi.json": "takes nothing of a workspace",
  "GET /docs": "takes nothing of a workspace",
};
