import { findKind } from "../domain/kinds/registry.ts";
import type { ImportJob } from "../storage/import-jobs.ts";

/** A job as senders see it. The four numbers that tell events apart add up to its total. */
export function describeImportJob(job: ImportJob) {
  const { id, kind, createdAt, completedAt, callback, ...counts } = job;
  const { preSkipped, duplicatesInBatch, invalid, stored, due, pending, failed } = counts;
  const skipped = preSkipped + duplicatesInBatch;
  return {
    oId: id,
    type: findKind(kind)?.category.toLowerCase() ?? kind,
    status: pending === 0 ? "COMPLETED" : pending === due ? "PENDING" : "PROCESSING",
    createdAt: new Date(createdAt).toISOString(),
    completedAt: completedAt === null ? null : new Date(completedAt).toISOString(),
    total: skipped + stored + invalid,
    preSkipped,
    duplicatesInBatch,
    skipped,
    ingested: stored - pending - failed,
    pending,
    failed: invalid + failed,
    callbackStatus: callback?.toUpperCase() ?? null,
  };
}

export type ImportJobView = ReturnType<typeof describeImportJob>;
