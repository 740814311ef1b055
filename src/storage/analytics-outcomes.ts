import { medianOf } from "../domain/analytics/median.ts";
import { readNumbers } from "./json-numbers.ts";

/** Outcomes of one stage and currency together. */
export type OutcomeSum = {
  /** The sub-type of their events. */
  readonly stage: string;
  /** "" where nobody said one, or no amount. */
  readonly currency: string;
  readonly count: number;
  /** In hundredths. */
  readonly amount: number;
};

const SUMS = "type AS stage, currency, sum(count) AS count, sum(amount) AS amount";
const IN_RANGE = "workspace_id = ?1 AND day BETWEEN ?2 AND ?3";

export async function readOutcomeDays(
  db: D1Database,
  workspaceId: string,
  from: number,
  to: number,
): Promise<readonly (OutcomeSum & { readonly day: number })[]> {
  const { results } = await db
    .prepare(
      `SELECT day, ${SUMS} FROM outcome_days WHERE ${IN_RANGE} GROUP BY day, type, currency
       ORDER BY type, currency, day`,
    )
    .bind(workspaceId, from, to)
    .all<OutcomeSum & { day: number }>();
  return results;
}

/** By the campaigns that they belong to wholly: of these names or, with null, of all with the most outcomes first. */
export async function readOutcomesOfCampaigns(
  db: D1Database,
  workspaceId: string,
  from: number,
  to: number,
  names: readonly string[] | null,
): Promise<readonly (OutcomeSum & { readonly campaign: string })[]> {
  const { results } = await db
    .prepare(
      `SELECT campaign, ${SUMS} FROM outcome_days
       WHERE ${IN_RANGE} AND (?4 IS NULL OR campaign IN (SELECT value FROM json_each(?4)))
       GROUP BY campaign, type, currency ORDER BY type, currency`,
    )
    .bind(workspaceId, from, to, names === null ? null : JSON.stringify(names))
    .all<OutcomeSum & { campaign: string }>();
  return results;
}

/** A bound for what goes through the outcomes of a range one by one: only the latest are looked at. */
const MAX_OUTCOMES = 100_000;

/** How many milliseconds after the first touch of its contact a stage was reached, of half of the outcomes. */
export type StageTime = {
  readonly campaign: string;
  readonly stage: string;
  readonly medianMs: number;
};

/** By campaign, or with `isTogether` of all campaigns under "". */
export async function readStageTimes(
  db: D1Database,
  workspaceId: string,
  fromAt: number,
  toAt: number,
  isTogether: boolean,
): Promise<readonly StageTime[]> {
  const { results } = await db
    .prepare(
      `SELECT iif(?4, '', campaign) AS campaign, type AS stage, json_group_array(occurred_at - first_touch_at) AS times
       FROM (SELECT * FROM outcomes WHERE workspace_id = ?1 AND occurred_at BETWEEN ?2 AND ?3
         ORDER BY occurred_at DESC LIMIT ${MAX_OUTCOMES})
       WHERE counted AND first_touch_at IS NOT NULL GROUP BY 1, type`,
    )
    .bind(workspaceId, fromAt, toAt, isTogether ? 1 : 0)
    .all<{ campaign: string; stage: string; times: string }>();
  return results.flatMap(({ campaign, stage, times }) => {
    const medianMs = medianOf(readNumbers(times));
    return medianMs === null ? [] : [{ campaign, stage, medianMs }];
  });
}
