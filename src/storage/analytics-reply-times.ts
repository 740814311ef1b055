import { type Bucket, medianOf } from "../domain/analytics/median.ts";
import { readNumbers } from "./json-numbers.ts";
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
      `SELECT ${name} AS name, json_group_array(reply_ms) AS times,
         json_group_array(human_reply_ms) FILTER (WHERE human_reply_ms IS NOT NULL) AS human
       FROM messages INDEXED BY messages_answered
       WHERE workspace_id = ?1 AND day BETWEEN ?2 AND ?3 AND reply_ms IS NOT NULL ${only} GROUP BY 1`,
    )
    .bind(...bindsOf(query))
    .all<{ name: string; times: string; human: string }>();
  return new Map(
    results.map((row) => [
      row.name,
      { medianMs: medianOf(readNumbers(row.times)), humanMedianMs: medianOf(readNumbers(row.human)) },
    ]),
  );
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
