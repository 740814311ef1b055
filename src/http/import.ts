import { Hono } from "hono/tiny";

import { importEvents, type ItemResult } from "../pipeline/import.ts";
import { describeImportJob, type ImportJobView } from "../pipeline/import-job.ts";
import { readImportJob } from "../pipeline/import-jobs.ts";
import { type Refused, rejectAll } from "../pipeline/reject.ts";
import { metadata, refuse } from "./answer.ts";
import { allow, refuseCounted, requireScope } from "./auth.ts";
import { MAX_BODY_BYTES, readBody, toExcerpt } from "./body.ts";
import { type AppContext, type AppEnv, toReceiver } from "./context.ts";
import { isNdjson, readJsonImport, readNdjson } from "./import-body.ts";
import { toProblem } from "./problem.ts";
import { readId } from "./query.ts";
import { note } from "./request-log.ts";

const PATH = "/api/v2/event/import";
const STATUS = "/api/v2/event/import/status";

/** Bytes of a request after decompression; an event in it has those of one that comes alone. */
const MAX_IMPORT_BYTES = 8_388_608;

// Of an event: with all of a thousand events the answer would be larger than what was sent.
const MAX_ERRORS = 10;

export const importRoutes = new Hono<AppEnv>()
  .post(PATH, requireScope("ingest"), async (c) => {
    const holder = c.get("holder");
    const body = await readBody(c.req.raw, MAX_IMPORT_BYTES);
    if (!body.ok) return refuseCounted(c, body.failure, holder);
    const reading = isNdjson(c.req.header("content-type") ?? "")
      ? readNdjson(body.text, c.req.query("callbackUrl"))
      : readJsonImport(body.text);
    if (!reading.ok) return refuseCounted(c, reading.failure, holder);
    const { items, lines, callbackUrl, warnings } = reading;
    const work = importEvents(
      { ...toReceiver(c), limiter: c.env.RATE_LIMITER },
      { holder, items, receivedAt: c.get("now"), maxItemBytes: MAX_BODY_BYTES, callbackUrl },
    );
    // Also when the client hangs up.
    c.executionCtx.waitUntil(work.catch(() => null));
    const imported = await work;
    if (!imported.ok) return refuseCounted(c, imported.failure, holder);
    c.executionCtx.waitUntil(imported.afterwards());
    const results = await toResultViews(c, imported.results, lines);
    const jobs = imported.jobs.map(describeImportJob);
    const counts = addUp(jobs, items.length);
    const stored = counts.ingested + counts.pending;
    note(c, { events: counts.total, stored, failed: counts.failed });
    const said = `${stored} of ${counts.total} events stored, ${counts.skipped} skipped, ${counts.failed} failed`;
    return c.json({ _metadata: metadata(c, said), data: { ...counts, jobs, results, warnings } });
  })
  .all(PATH, allow("POST"))
  .get(STATUS, requireScope("ingest"), async (c) => {
    const name = c.req.query("oId") === undefined && c.req.query("jobOId") !== undefined ? "jobOId" : "oId";
    const reading = readId(c, name, "the id of an import job like pbj_0123…");
    if (!reading.ok) return refuse(c, reading.failure);
    const { workspaceId } = c.get("holder").key;
    const job = await readImportJob(c.get("db"), workspaceId, reading.id, c.get("now"));
    if (job === null) {
      return refuse(c, { code: "not_found", what: `import job with this ${name} in this workspace` });
    }
    const view = describeImportJob(job);
    return c.json({ _metadata: metadata(c, "Import job retrieved successfully"), data: view });
  })
  .all(STATUS, allow("GET"));

type Count = "total" | "preSkipped" | "duplicatesInBatch" | "skipped" | "ingested" | "pending" | "failed";

/** Of all jobs together. What belongs to none failed, since its type is not known. */
function addUp(jobs: readonly ImportJobView[], total: number): Readonly<Record<Count, number>> {
  const sum = (name: Count) => jobs.reduce((all, job) => all + job[name], 0);
  return {
    total,
    preSkipped: sum("preSkipped"),
    duplicatesInBatch: sum("duplicatesInBatch"),
    skipped: sum("skipped"),
    ingested: sum("ingested"),
    pending: sum("pending"),
    failed: sum("failed") + total - sum("total"),
  };
}

async function toResultViews(
  c: AppContext,
  results: readonly ItemResult[],
  lines: readonly number[] | null,
): Promise<readonly object[]> {
  const failed = results.filter((result) => result.outcome === "failed");
  const { db, isolate, secret } = toReceiver(c);
  const refused = failed.map((result) => toRefused(c, result));
  const ids = await rejectAll(db, isolate.refusals, secret, refused);
  const rejectionIds = new Map(failed.map((result, index) => [result, ids[index] ?? null]));
  return results.map((result, index) => {
    const place = { index, ...(lines === null ? {} : { line: lines[index] }) };
    if (result.outcome !== "failed") return { ...place, ...toImportedView(result) };
    const { code, message, errors } = toProblem(result.failure);
    const rejectionOId = rejectionIds.get(result);
    const kept = typeof rejectionOId === "string" ? { rejectionOId } : {};
    return { ...place, status: "failed", code, message, errors: errors.slice(0, MAX_ERRORS), ...kept };
  });
}

function toImportedView(result: Exclude<ItemResult, { outcome: "failed" }>) {
  const { id: eventOId, outcome: status, dedupSource, warnings } = result;
  switch (result.outcome) {
    case "stored":
      return { eventOId, status, processingStatus: result.status, dedupSource, warnings };
    case "preSkipped": {
      const firstReceivedAt = new Date(result.receivedAt).toISOString();
      const { status: processingStatus, conflict } = result;
      return { eventOId, status, processingStatus, dedupSource, firstReceivedAt, conflict, warnings };
    }
    case "duplicateInBatch": {
      const { firstIndex, conflict } = result;
      return { eventOId, status, dedupSource, firstIndex, conflict, warnings };
    }
    default:
      return result satisfies never;
  }
}

/** An event that no kind was found for is kept under the name of this route: it can't be sent again by itself. */
function toRefused(
  c: AppContext,
  { failure, kind, body }: Extract<ItemResult, { outcome: "failed" }>,
): Refused {
  const { status, code, message, errors } = toProblem(failure);
  const { key } = c.get("holder");
  return {
    key,
    isStrict: key.isStrict,
    kind: kind?.name ?? "import",
    status,
    code,
    message,
    errors,
    body: toExcerpt(body),
    receivedAt: c.get("now"),
  };
}
