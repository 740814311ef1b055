/** The events of one kind that an import brought, as they stood when it was answered. */
export type NewImportJob = {
  readonly id: string;
  readonly workspaceId: string;
  readonly kind: string;
  readonly createdAt: number;
  /** Were in the workspace already. */
  readonly preSkipped: number;
  readonly duplicatesInBatch: number;
  /** Were refused. */
  readonly invalid: number;
  /** New ones, among them the open. */
  readonly stored: number;
  /** The ids of those that wait for processing. */
  readonly open: readonly string[];
  readonly callbackUrl: string | null;
};

/** A job with what has become of its events up to now. */
export type ImportJob = Omit<NewImportJob, "workspaceId" | "open" | "callbackUrl"> & {
  /** New ones that waited for processing when the import was answered. */
  readonly due: number;
  readonly pending: number;
  /** New ones whose processing failed. */
  readonly failed: number;
  readonly completedAt: number | null;
  /** Null when nobody asked for a call. */
  readonly callback: "waiting" | "delivered" | "failed" | null;
};

type ImportJobRow = {
  id: string;
  kind: string;
  created_at: number;
  pre_skipped: number;
  duplicates_in_batch: number;
  invalid: number;
  stored: number;
  due: number;
  pending: number;
  failed: number;
  completed_at: number | null;
  callback_url: string | null;
  calls: number;
  called_at: number | null;
};

const MINUTE_MS = 60_000;
const MAX_CHECK_DELAY_MS = 15 * MINUTE_MS;

/** Tries to make a callback, at intervals that begin with a minute and double: half an hour in all. */
export const MAX_CALLS = 6;

const HAS_OPEN = "json_array_length(j.value, '$.open') > 0";

/** Running it again changes nothing. */
export async function insertImportJobs(db: D1Database, jobs: readonly NewImportJob[]): Promise<void> {
  await db
    .prepare(
      `INSERT INTO import_jobs (id, workspace_id, kind, created_at, pre_skipped, duplicates_in_batch, invalid, stored,
         due, open, callback_url, check_at, completed_at, call_at)
       SELECT j.value ->> 'id', j.value ->> 'workspaceId', j.value ->> 'kind', j.value ->> 'createdAt',
         j.value ->> 'preSkipped', j.value ->> 'duplicatesInBatch', j.value ->> 'invalid', j.value ->> 'stored',
         json_array_length(j.value, '$.open'), j.value -> 'open', j.value ->> 'callbackUrl',
         iif(${HAS_OPEN}, j.value ->> 'createdAt', NULL), iif(${HAS_OPEN}, NULL, j.value ->> 'createdAt'),
         iif(${HAS_OPEN} OR j.value ->> 'callbackUrl' IS NULL, NULL, j.value ->> 'createdAt')
       FROM json_each(?1) j WHERE true ON CONFLICT (id) DO NOTHING`,
    )
    .bind(JSON.stringify(jobs))
    .run();
}

/** SQL for the events of a job that were open when it was last looked at and now have the status. */
function openOnes(job: string, status: "pending" | "failed"): string {
  return `FROM json_each(${job}.open) o CROSS JOIN events e ON e.id = o.value
    AND e.workspace_id = ${job}.workspace_id AND e.status = '${status}'`;
}

/** Null when the workspace has no such job. */
export async function findImportJob(
  db: D1Database,
  workspaceId: string,
  id: string,
): Promise<ImportJob | null> {
  const row = await db
    .prepare(
      `SELECT id, kind, created_at, pre_skipped, duplicates_in_batch, invalid, stored, due,
         (SELECT count(*) ${openOnes("j", "pending")}) AS pending,
         failed + (SELECT count(*) ${openOnes("j", "failed")}) AS failed,
         completed_at, callback_url, calls, called_at
       FROM import_jobs j WHERE workspace_id = ?1 AND id = ?2`,
    )
    .bind(workspaceId, id)
    .first<ImportJobRow>();
  return row === null ? null : toImportJob(row);
}

const DUE_FOR_CHECK = "SELECT seq FROM import_jobs WHERE check_at <= ?1 ORDER BY check_at LIMIT ?2";

/**
 * Takes out of jobs what has come to an end since they were last looked at, and completes those in which nothing is
 * open any more, what was deleted meanwhile included. `id` null for all whose time has come, at most `limit`: the
 * older a job, the later it is looked at again. Says how many it looked at.
 */
export async function settleImportJobs(
  db: D1Database,
  id: string | null,
  now: number,
  limit: number,
): Promise<number> {
  const { results } = await db
    .prepare(
      `UPDATE import_jobs SET
         failed = failed + (SELECT count(*) ${openOnes("import_jobs", "failed")}),
         open = (SELECT json_group_array(o.value) ${openOnes("import_jobs", "pending")}),
         check_at = iif(EXISTS (SELECT 1 ${openOnes("import_jobs", "pending")}),
           ?1 + min(${MAX_CHECK_DELAY_MS}, max(${MINUTE_MS / 2}, (?1 - created_at) / 8)), NULL),
         completed_at = iif(EXISTS (SELECT 1 ${openOnes("import_jobs", "pending")}), NULL, ?1),
         call_at = iif(callback_url IS NULL OR EXISTS (SELECT 1 ${openOnes("import_jobs", "pending")}), NULL, ?1)
       WHERE completed_at IS NULL AND seq IN (${id === null ? DUE_FOR_CHECK : "SELECT seq FROM import_jobs WHERE id = ?2"})
       RETURNING seq`,
    )
    .bind(now, id ?? limit)
    .all();
  return results.length;
}

export type ClaimedCall = { readonly job: ImportJob; readonly url: string; readonly calls: number };

/** Takes completed jobs that ask for a call, the oldest first, and sets the time of the next try. */
export async function claimCalls(
  db: D1Database,
  now: number,
  limit: number,
): Promise<readonly ClaimedCall[]> {
  const { results } = await db
    .prepare(
      `UPDATE import_jobs SET calls = calls + 1,
         call_at = iif(calls + 1 < ${MAX_CALLS}, ?1 + ${MINUTE_MS} * (1 << calls), NULL)
       WHERE seq IN (SELECT seq FROM import_jobs WHERE call_at <= ?1 ORDER BY call_at LIMIT ?2)
       RETURNING id, kind, created_at, pre_skipped, duplicates_in_batch, invalid, stored, due, 0 AS pending, failed,
         completed_at, callback_url, calls, called_at`,
    )
    .bind(now, limit)
    .all<ImportJobRow>();
  return results.map((row) => ({ job: toImportJob(row), url: row.callback_url ?? "", calls: row.calls }));
}

/** Ends the calls for a job, with which its URL goes: a token may stand in it. `at` null when none was taken. */
export async function endCalls(db: D1Database, id: string, at: number | null): Promise<void> {
  await db
    .prepare("UPDATE import_jobs SET callback_url = NULL, call_at = NULL, called_at = ?2 WHERE id = ?1")
    .bind(id, at)
    .run();
}

/** How long a job is known. */
export const JOB_DAYS = 30;

const DELETED_AT_ONCE = 50;

/** Forgets the oldest jobs that are past their time, a bounded number at once. */
export async function deleteOldImportJobs(db: D1Database, now: number): Promise<void> {
  await db
    .prepare(
      `DELETE FROM import_jobs WHERE seq IN (
         SELECT seq FROM (SELECT seq, created_at FROM import_jobs WHERE seq > 0 ORDER BY seq LIMIT ${DELETED_AT_ONCE})
         WHERE created_at < ?1)`,
    )
    .bind(now - JOB_DAYS * 24 * 60 * MINUTE_MS)
    .run();
}

function toImportJob(row: ImportJobRow): ImportJob {
  return {
    id: row.id,
    kind: row.kind,
    createdAt: row.created_at,
    preSkipped: row.pre_skipped,
    duplicatesInBatch: row.duplicates_in_batch,
    invalid: row.invalid,
    stored: row.stored,
    due: row.due,
    pending: row.pending,
    failed: row.failed,
    completedAt: row.completed_at,
    callback: toCallback(row),
  };
}

function toCallback({ called_at, calls, callback_url }: ImportJobRow): ImportJob["callback"] {
  if (called_at !== null) return "delivered";
  if (calls >= MAX_CALLS) return "failed";
  return callback_url === null ? null : "waiting";
}
