import type { OutcomeSum } from "./analytics-outcomes.ts";

/** A bound: the outcomes of a range that are looked at for who touched them, the latest first. */
const MAX_TOUCHED = 10_000;

/** A bound for the campaigns of all their contacts together. */
const MAX_PAIRS = 200_000;

// From one campaign of the contact to the next by the index, however many messages each of them has sent.
const NEXT_CAMPAIGN = `SELECT min(m.campaign) FROM messages m WHERE m.workspace_id = ?1 AND m.contact = touching.contact
  AND m.campaign > touching.campaign AND m.day IS NOT NULL`;

/** Every pair of an outcome and a campaign that touched its contact; `source` is SQL for the outcomes. */
function touchedBy(source: string): string {
  return `WITH RECURSIVE touching (id, type, currency, amount, contact, occurred_at, window_from, campaign) AS (
      SELECT event_id, type, currency, amount, contact, occurred_at, occurred_at - 86400000 * coalesce(
        (SELECT attribution_days FROM workspaces WHERE id = ?1), 90), '' FROM (${source})
      UNION ALL
      SELECT id, type, currency, amount, contact, occurred_at, window_from, (${NEXT_CAMPAIGN}) FROM touching
      WHERE campaign IS NOT NULL LIMIT ${MAX_PAIRS})
    SELECT * FROM touching WHERE campaign > '' AND EXISTS (
      SELECT 1 FROM messages m WHERE m.workspace_id = ?1 AND m.contact = touching.contact AND m.campaign = touching.campaign
        AND m.role = 'outbound' AND m.day IS NOT NULL AND m.occurred_at BETWEEN touching.window_from AND touching.occurred_at)`;
}

/** What each campaign touched: one outcome counts for all that did, so that these are never to be added up. */
export async function readTouchedOutcomes(
  db: D1Database,
  workspaceId: string,
  fromAt: number,
  toAt: number,
): Promise<readonly (OutcomeSum & { readonly campaign: string })[]> {
  const latest = `SELECT * FROM (SELECT * FROM outcomes WHERE workspace_id = ?1 AND occurred_at BETWEEN ?2 AND ?3
    ORDER BY occurred_at DESC LIMIT ${MAX_TOUCHED}) WHERE counted AND contact IS NOT NULL`;
  const { results } = await db
    .prepare(
      `SELECT campaign, type AS stage, currency, count(*) AS count, coalesce(sum(amount), 0) AS amount
       FROM (${touchedBy(latest)}) GROUP BY campaign, type, currency ORDER BY type, currency`,
    )
    .bind(workspaceId, fromAt, toAt)
    .all<OutcomeSum & { campaign: string }>();
  return results;
}

/** The campaigns that touched each of a few outcomes, by their event ids. */
export async function findTouching(
  db: D1Database,
  workspaceId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const named = `SELECT x.* FROM json_each(?2) i CROSS JOIN outcomes x ON x.event_id = i.value AND x.workspace_id = ?1
    WHERE x.contact IS NOT NULL`;
  const { results } = await db
    .prepare(`SELECT id, json_group_array(campaign) AS campaigns FROM (${touchedBy(named)}) GROUP BY id`)
    .bind(workspaceId, JSON.stringify(ids))
    .all<{ id: string; campaigns: string }>();
  // Made by the statement just above.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return new Map(results.map(({ id, campaigns }) => [id, JSON.parse(campaigns) as readonly string[]]));
}
