import type { Bucket } from "../domain/analytics/median.ts";
import type { GroupedBy } from "./analytics-touches.ts";

/** Medians of so many values are exact. */
export const MAX_EXACT = 10_000;

/** Milliseconds from a message to the first reply to it: of any kind, and from a human. Null without any. */
export type ReplyTimes = { readonly medianMs: number | null; readonly humanMedianMs: number | null };

/** Whose times: of the range, and of the groups with these names or, with null, of all together under "". */
export type ReplyTimeQuery = {
  readonly workspaceId: string;
  readonly from: number;
  readonly to: number;
  readonly groups: { readonly by: GroupedBy; readonly names: readonly string[] } | null;
};

/** Reads every answered message of the range: for the caller to know that there are at most MAX_EXACT. */
export async function readReplyTimes(
  db: D1Database,
  query: ReplyTimeQuery,
): Promise<ReadonlyMap<string, ReplyTimes>> {
  const { name, only } = toGroups(query);
  const { results } = await db
    .prepare(
      `SELECT name, avg(iif(place IN ((n + 1) / 2, (n + 2) / 2), ms, NULL)) AS medianMs,
         avg(iif(human_place IN ((humans + 1) / 2, (humans + 2) / 2), human, NULL)) AS humanMedianMs
       FROM (
         SELECT ${name} AS name, reply_ms AS ms, human_reply_ms AS human,
           row_number() OVER (PARTITION BY ${name} ORDER BY reply_ms) AS place,
           row_number() OVER (PARTITION BY ${name} ORDER BY human_reply_ms NULLS LAST) AS human_place,
           count(*) OVER (PARTITION BY ${name}) AS n, count(human_reply_ms) OVER (PARTITION BY ${name}) AS humans
         FROM messages INDEXED BY messages_answered
         WHERE workspace_id = ?1 AND day BETWEEN ?2 AND ?3 AND reply_ms IS NOT NULL ${only})
       GROUP BY name`,
    )
    .bind(...bindsOf(query))
    .all<ReplyTimes & { name: string }>();
  return new Map(results.map((row) => [row.name, row]));
}

export type ReplyTimeBuckets = { readonly all: readonly Bucket[]; readonly human: readonly Bucket[] };

/** The same as a histogram, with the buckets upwards: as many rows as there are days, groups and buckets. */
export async function readReplyTimeBuckets(
  db: D1Database,
  query: ReplyTimeQuery,
): Promise<ReadonlyMap<string, ReplyTimeBuckets>> {
  const { name, only } = toGroups(query);
  const { results } = await db
    .prepare(
      `SELECT ${name} AS name, bucket, sum(replies) AS replies, sum(human_replies) AS humans FROM reply_time_days
       WHERE workspace_id = ?1 AND day BETWEEN ?2 AND ?3 ${only} GROUP BY 1, bucket ORDER BY 1, bucket`,
    )
    .bind(...bindsOf(query))
    .all<{ name: string; bucket: number; replies: number; humans: number }>();
  const names = [...new Set(results.map((row) => row.name))];
  const toBuckets = (of: string) => {
    const rows = results.filter((row) => row.name === of);
    return {
      all: rows.map(({ bucket, replies }) => ({ bucket, count: replies })),
      human: rows.map(({ bucket, humans }) => ({ bucket, count: humans })),
    };
  };
  return new Map(names.map((of) => [of, toBuckets(of)]));
}

function toGroups({ groups }: ReplyTimeQuery) {
  return groups === null
    ? { name: "''", only: "" }
    : { name: groups.by, only: `AND ${groups.by} IN (SELECT value FROM json_each(?4))` };
}

function bindsOf({ workspaceId, from, to, groups }: ReplyTimeQuery): readonly (string | number)[] {
  return [workspaceId, from, to, ...(groups === null ? [] : [JSON.stringify(groups.names)])];
}
