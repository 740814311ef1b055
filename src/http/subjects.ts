import { Hono } from "hono/tiny";
import * as v from "valibot";

import { isErased } from "../domain/erased.ts";
import { address } from "../domain/fields/person.ts";
import { allowSubject, eraseSubject } from "../pipeline/erase-subject.ts";
import { readSecret } from "../settings.ts";
import { findSubjectData } from "../pipeline/subject-data.ts";
import { persist } from "../storage/d1.ts";
import { type ErasureReceipt, findErasure } from "../storage/erasures.ts";
import { metadata, type Refusal, refuse } from "./answer.ts";
import { allow, requireScope } from "./auth.ts";
import { type AppContext, type AppEnv, toReceiver } from "./context.ts";
import { answerNdjson } from "./ndjson.ts";
import { readOrder } from "./order.ts";
import { readId, readQuery } from "./query.ts";
import { findResults } from "../storage/results.ts";

const ERASE = "/api/v2/subjects/erase";
const STATUS = "/api/v2/subjects/erase/status";
const EXPORT = "/api/v2/subjects/export";
const ALLOW = "/api/v2/subjects/allow";

const personAddress = v.pipe(
  address,
  v.check((email) => !isErased(email), "stands for a person who was erased already"),
  v.description("an email address like ann@example.com"),
);

export const eraseSchema = v.strictObject({ email: personAddress, suppress: v.optional(v.boolean(), true) });
export const exportSchema = v.object({ email: personAddress });
export const allowSchema = v.strictObject({ email: personAddress });

export const subjectRoutes = new Hono<AppEnv>()
  .post(ERASE, requireScope("admin"), async (c) => {
    const reading = await readOrder(c, eraseSchema);
    if (!reading.ok) return refuse(c, reading.failure);
    const { email, suppress } = reading.order;
    const { workspaceId } = c.get("holder").key;
    const erasure = { workspaceId, address: email, suppress, secret: readSecret(c.env), now: c.get("now") };
    const { receipt, goOn } = await eraseSubject(toReceiver(c), erasure);
    c.executionCtx.waitUntil(goOn());
    const said = receipt.endedAt === null ? "Erasure started" : "Person erased";
    return c.json({
      _metadata: metadata(c, said),
      data: toReceiptView(receipt),
    });
  })
  .all(ERASE, allow("POST"))
  .get(STATUS, requireScope("admin"), async (c) => {
    const reading = readId(c, "erasureOId", "an erasure's id like ers_0123…");
    if (!reading.ok) return refuse(c, reading.failure);
    const { id } = reading;
    const receipt = await persist(() => findErasure(c.get("db"), c.get("holder").key.workspaceId, id));
    if (receipt === null) {
      return refuse(c, { code: "not_found", what: "erasure with this erasureOId in this workspace" });
    }
    return c.json({
      _metadata: metadata(c, "Erasure retrieved successfully"),
      data: toReceiptView(receipt),
    });
  })
  .all(STATUS, allow("GET"))
  .get(EXPORT, requireScope("admin"), (c) => answerPerson(c))
  .all(EXPORT, allow("GET"))
  .post(ALLOW, requireScope("admin"), async (c) => {
    const reading = await readOrder(c, allowSchema);
    if (!reading.ok) return refuse(c, reading.failure);
    const { workspaceId } = c.get("holder").key;
    const wasSuppressed = await allowSubject(
      toReceiver(c),
      workspaceId,
      reading.order.email,
      readSecret(c.env),
    );
    return c.json({
      _metadata: metadata(
        c,
        wasSuppressed ? "Address allowed again" : "The address was not suppressed: nothing changed",
      ),
      data: { wasSuppressed },
    });
  })
  .all(ALLOW, allow("POST"));

/** What there is of the person whom the query names, for admins. */
export function answerPerson(c: AppContext, whenRefused: Refusal = refuse): ReturnType<Refusal> {
  const reading = readQuery(c, exportSchema);
  if (!reading.ok) return whenRefused(c, reading.failure);
  const { workspaceId } = c.get("holder").key;
  return answerNdjson(c, toLines(c.get("db"), workspaceId, reading.query.email), "person.ndjson");
}

function toReceiptView({ id, number, createdAt, endedAt, isSuppressed, ...counts }: ErasureReceipt) {
  return {
    erasureOId: id,
    state: endedAt === null ? "RUNNING" : "COMPLETED",
    createdAt: new Date(createdAt).toISOString(),
    completedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
    replacedBy: `erased-${number}`,
    deletedEvents: counts.deleted,
    redactedEvents: counts.redacted,
    deletedConflicts: counts.conflicts,
    deletedRejections: counts.rejections,
    suppressed: isSuppressed,
  };
}

async function* toLines(db: D1Database, workspaceId: string, email: string) {
  for await (const found of findSubjectData(db, workspaceId, email)) {
    if (found.record === "rejection") {
      const { record, id, kind, receivedAt, provider, body } = found;
      yield { record, rejectionOId: id, type: kind, receivedAt: toIso(receivedAt), provider, body };
      continue;
    }
    const { eventId, kind, receivedAt, provider, body } = found.trace;
    const line = { oId: eventId, type: kind, receivedAt: toIso(receivedAt), provider, body };
    yield found.record === "conflict"
      ? { record: found.record, ...line }
      : { record: "event", ...line, results: await persist(() => findResults(db, workspaceId, eventId)) };
  }
}

function toIso(at: number): string {
  return new Date(at).toISOString();
}
