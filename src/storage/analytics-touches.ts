import { TOUCH_FIGURES, type Touches } from "../domain/analytics/touches.ts";

/** A bound: one day has a row for each campaign and sender, and any event may bring a campaign of its own. */
export const MAX_TOUCH_ROWS = 100_000;

/** The latest days first, so that a bound cuts the earliest. */
const IN_RANGE = `SELECT * FROM touch_days WHERE workspace_id = ?1 AND day BETWEEN ?2 AND ?3
  ORDER BY day DESC LIMIT ${MAX_TOUCH_ROWS}`;

const SUMS = TOUCH_FIGURES.map((name) => `sum(${toColumn(name)}) AS ${name}`).join(", ");

type TouchDay = Touches & { readonly day: number };

/** Days with anything on them, and the first day that is whole, where there were more rows than may be read. */
type TouchDays = { readonly days: readonly TouchDay[]; readonly cutAt: number | null };

export async function readTouchDays(
  db: D1Database,
  workspaceId: string,
  from: number,
  to: number,
): Promise<TouchDays> {
  const { results } = await db
    .prepare(`SELECT day, count(*) AS n, ${SUMS} FROM (${IN_RANGE}) GROUP BY day`)
    .bind(workspaceId, from, to)
    .all<TouchDay & { n: number }>();
  const read = results.reduce((sum, { n }) => sum + n, 0);
  if (read < MAX_TOUCH_ROWS) return { days: results, cutAt: null };
  // Not left to the statement: an outer ORDER BY day gives way to the inner one in the SQLite of D1.
  const cutAt = Math.min(...results.map(({ day }) => day)) + 1;
  return { days: results.filter(({ day }) => day >= cutAt), cutAt };
}

export type GroupedBy = "campaign" | "sender";

type TouchGroup = Touches & { readonly name: string; readonly meetings: number };

/** The columns that groups are sorted by. A group that has no rate comes below all that have one. */
const GROUP_SORTS = {
  name: "name",
  contacted: "contacted",
  replied: "replied",
  humanReplied: "humanReplied",
  replyRate: "coalesce(1.0 * replied / nullif(contacted, 0), -1)",
  humanReplyRate: "coalesce(1.0 * humanReplied / nullif(contacted, 0), -1)",
  sent: "sent",
  replies: "(reply + messageReceived)",
  meetings: "meetings",
} as const;

type GroupSort = keyof typeof GROUP_SORTS;

export type GroupQuery = {
  readonly workspaceId: string;
  readonly by: GroupedBy;
  readonly from: number;
  readonly to: number;
  readonly sort: GroupSort;
  readonly isDescending: boolean;
  readonly limit: number;
  /** Where the previous page ended; null for the start. */
  readonly after: readonly [value: string | number, name: string] | null;
  /** The one that is wanted, instead of a page from the start. */
  readonly only?: string;
};

export type GroupPage = {
  /** At most one more than the limit, which tells that there are more. */
  readonly groups: readonly (TouchGroup & { readonly sortedBy: string | number })[];
  readonly total: number;
  /** Messages of all groups that were answered. */
  readonly answered: number;
  /** The first day whose figures are whole, where there were more rows than may be read. */
  readonly cutAt: number | null;
};

type GroupRow = TouchGroup & {
  sortedBy: string | number;
  groups: number;
  allAnswered: number;
  rows: number;
  firstDay: number;
};

/** Reads what there is in the range, whatever it is sorted by. */
export async function listTouchGroups(db: D1Database, query: GroupQuery): Promise<GroupPage> {
  const { workspaceId, by, from, to, sort, isDescending, limit, after, only } = query;
  const direction = isDescending ? "DESC" : "ASC";
  const isAfter = after === null ? "" : `WHERE (sortedBy, name) ${isDescending ? "<" : ">"} (?5, ?6)`;
  const condition = only === undefined ? isAfter : "WHERE name = ?5";
  // Outcomes may belong to a campaign that has done nothing since.
  const outcomes =
    by === "campaign"
      ? `UNION ALL SELECT campaign, ?3, ${TOUCH_FIGURES.map(() => "0").join(", ")}, iif(type = 'meeting_booked', count, 0), 0
         FROM outcome_days WHERE workspace_id = ?1 AND day BETWEEN ?2 AND ?3`
      : "";
  const { results } = await db
    .prepare(
      `SELECT * FROM (
         SELECT *, ${GROUP_SORTS[sort]} AS sortedBy, count(*) OVER () AS "groups", sum(answered) OVER () AS allAnswered,
           sum(n) OVER () AS "rows", min(day) OVER () AS firstDay
         FROM (
           SELECT name, min(day) AS day, sum(n) AS n, sum(meetings) AS meetings,
             ${TOUCH_FIGURES.map((name) => `sum(${name}) AS ${name}`).join(", ")}
           FROM (
             SELECT ${by} AS name, day, ${TOUCH_FIGURES.map((name) => `${toColumn(name)} AS ${name}`).join(", ")},
               0 AS meetings, 1 AS n
             FROM (${IN_RANGE}) ${outcomes})
           GROUP BY name))
       ${condition}
       ORDER BY sortedBy ${direction}, name ${direction} LIMIT ?4`,
    )
    .bind(workspaceId, from, to, limit + 1, ...(only === undefined ? (after ?? []) : [only]))
    .all<GroupRow>();
  const first = results[0];
  // Read once more without the day that was cut; a day with more rows than the bound is left as it is.
  if (first !== undefined && first.rows >= MAX_TOUCH_ROWS && first.firstDay < to) {
    const cutAt = first.firstDay + 1;
    return { ...(await listTouchGroups(db, { ...query, from: cutAt })), cutAt };
  }
  return { groups: results, total: first?.groups ?? 0, answered: first?.allAnswered ?? 0, cutAt: null };
}

/** Figures of some groups by their names; null when there is more in the range than may be read. */
export async function readTouchGroups(
  db: D1Database,
  { workspaceId, by, from, to }: Pick<GroupQuery, "workspaceId" | "by" | "from" | "to">,
  names: readonly string[],
): Promise<ReadonlyMap<string, Touches> | null> {
  const { results } = await db
    .prepare(
      `SELECT iif(${by} IN (SELECT value FROM json_each(?4)), ${by}, NULL) AS name, count(*) AS n, ${SUMS}
       FROM (${IN_RANGE}) GROUP BY 1`,
    )
    .bind(workspaceId, from, to, JSON.stringify(names))
    .all<Touches & { name: string | null; n: number }>();
  const read = results.reduce((sum, { n }) => sum + n, 0);
  if (read >= MAX_TOUCH_ROWS) return null;
  return new Map(results.flatMap(({ name, ...row }) => (name === null ? [] : [[name, row] as const])));
}

function toColumn(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
