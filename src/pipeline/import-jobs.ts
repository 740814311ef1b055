import { persist } from "../storage/d1.ts";
import {
  claimCalls,
  type ClaimedCall,
  deleteOldImportJobs,
  endCalls,
  findImportJob,
  type ImportJob,
  MAX_CALLS,
  settleImportJobs,
} from "../storage/import-jobs.ts";
import { describeImportJob } from "./import-job.ts";
import { postWebhook } from "./webhook.ts";
import { toLogLine } from "../log-line.ts";

// A job has a thousand events at most, which it takes as many reads to look at.
const SETTLED_AT_ONCE = 50;

const CALLED_AT_ONCE = 5;
const CALL_ROUNDS = 4;

/** Where a job stands, which is final once nothing of it is pending. Null when the workspace has no such job. */
export async function readImportJob(
  db: D1Database,
  workspaceId: string,
  id: string,
  now: number,
): Promise<ImportJob | null> {
  const job = await persist(() => findImportJob(db, workspaceId, id));
  if (job === null || job.pending > 0 || job.completedAt !== null) return job;
  // It is over, and nobody has written that yet.
  await persist(() => settleImportJobs(db, id, now, 1));
  return persist(() => findImportJob(db, workspaceId, id));
}

/** Completes jobs, tells those who asked for it, and forgets old ones. Says how many jobs it looked at or told of. */
export async function followImports(
  db: D1Database,
  secret: string | null,
  fetcher: typeof fetch,
  now: number,
): Promise<number> {
  let done = await settleImportJobs(db, null, now, SETTLED_AT_ONCE);
  for (let round = 0; round < CALL_ROUNDS; round++) {
    const claimed = await claimCalls(db, now, CALLED_AT_ONCE);
    await Promise.all(claimed.map((call) => deliver(db, secret, fetcher, call, now)));
    done += claimed.length;
    if (claimed.length < CALLED_AT_ONCE) break;
  }
  await deleteOldImportJobs(db, now);
  return done;
}

/** Tried again, under the same id, until it is taken or MAX_CALLS are spent. */
async function deliver(
  db: D1Database,
  secret: string | null,
  fetcher: typeof fetch,
  { job, url, calls }: ClaimedCall,
  now: number,
): Promise<void> {
  const message = {
    id: job.id.replace(/^pbj/, "msg"),
    body: JSON.stringify({
      type: "import.completed",
      timestamp: new Date(now).toISOString(),
      data: describeImportJob({ ...job, callback: "delivered" }),
    }),
  };
  const reason = await postWebhook(fetcher, { url, secret }, message);
  if (reason !== null) {
    console.warn(toLogLine({ message: "callback not delivered", job: job.id, attempt: calls, reason }));
    if (calls < MAX_CALLS) return;
  }
  await persist(() => endCalls(db, job.id, reason === null ? now : null));
}
