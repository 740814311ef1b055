import { type TimePageQuery, toTimePage } from "./time-page.ts";

export type ListedOutcome = {
  readonly id: string;
  readonly occurredAt: number;
  readonly stage: string;
  readonly opportunityId: string;
  readonly opportunityName: string;
  readonly account: string | null;
  readonly contact: string | null;
  /** In hundredths; null when its event says none. */
  readonly amount: number | null;
  readonly currency: string;
  readonly campaign: string;
  /** The touch that it belongs to wholly. */
  readonly attributedTo: string | null;
  readonly attributedAt: number | null;
  readonly firstTouchAt: number | null;
  /** 0 for one in whose place a later one of its opportunity and stage counts. */
  readonly counted: number;
};

/** At most one more than the limit, which tells that there are more. */
export async function listOutcomes(db: D1Database, query: TimePageQuery): Promise<readonly ListedOutcome[]> {
  const { condition, order, binds } = toTimePage("occurred_at", "event_id", query);
  const { results } = await db
    .prepare(
      `SELECT event_id AS id, occurred_at AS occurredAt, type AS stage, opportunity_id AS opportunityId,
         opportunity_name AS opportunityName, account, contact, amount, currency, campaign,
         attributed_to AS attributedTo, attributed_at AS attributedAt, first_touch_at AS firstTouchAt, counted
       FROM outcomes WHERE ${condition} ${order} LIMIT ?6`,
    )
    .bind(...binds)
    .all<ListedOutcome>();
  return results;
}
