import { toAmount, toDays, toDaysToStage, toStages } from "../../domain/analytics/figures.ts";
import { type ListedOutcome, listOutcomes } from "../../storage/analytics-outcome-list.ts";
import {
  readOutcomeDays,
  readOutcomesOfCampaigns,
  readStageTimes,
} from "../../storage/analytics-outcomes.ts";
import { findTouching, readTouchedOutcomes } from "../../storage/analytics-touched.ts";
import { persist } from "../../storage/d1.ts";
import { type Days, describeRange, type Range } from "./range.ts";
import { cutPage, type TimePageAsked, toIso } from "./time-page.ts";

const MAX_CAMPAIGNS = 100;

/** What came of it: a page of outcomes, and all of them by stage and by campaign. */
export async function pageOutcomes(db: D1Database, workspaceId: string, range: Range, asked: TimePageAsked) {
  const { from, to, fromAt, toAt, previous } = range;
  const sums = (days: Days) => persist(() => readOutcomeDays(db, workspaceId, days.from, days.to));
  const [found, present, past, times, attributed, touched] = await Promise.all([
    persist(() => listOutcomes(db, { workspaceId, fromAt, toAt, ...asked })),
    sums(range),
    sums(previous),
    persist(() => readStageTimes(db, workspaceId, fromAt, toAt, true)),
    persist(() => readOutcomesOfCampaigns(db, workspaceId, from, to, null)),
    persist(() => readTouchedOutcomes(db, workspaceId, fromAt, toAt)),
  ]);
  const { items, hasMore, next } = cutPage(found, asked.limit, ({ occurredAt, id }) => [occurredAt, id]);
  const ids = items.map(({ id }) => id);
  const touching = await persist(() => findTouching(db, workspaceId, ids));
  return {
    range: describeRange(range),
    attributionDays: range.calendar.attributionDays,
    stages: toStages(present),
    daysFromFirstTouch: toDaysToStage(times),
    previous: { stages: toStages(past) },
    campaigns: toCampaigns(attributed, touched),
    hasMore,
    next,
    outcomes: items.map((outcome) => toOutcome(outcome, touching.get(outcome.id) ?? [])),
  };
}

type OfCampaign = Awaited<ReturnType<typeof readTouchedOutcomes>>;

/** Those with the most outcomes of their own first. */
function toCampaigns(attributed: OfCampaign, touched: OfCampaign) {
  const counts = new Map([...attributed, ...touched].map(({ campaign }) => [campaign, 0]));
  for (const { campaign, count } of attributed) counts.set(campaign, (counts.get(campaign) ?? 0) + count);
  return [...counts]
    .toSorted(([oneName, one], [otherName, other]) => other - one || (oneName < otherName ? -1 : 1))
    .slice(0, MAX_CAMPAIGNS)
    .map(([name]) => ({
      campaign: name === "" ? null : name,
      attributed: toStages(attributed.filter(({ campaign }) => campaign === name)),
      touched: toStages(touched.filter(({ campaign }) => campaign === name)),
    }));
}

function toOutcome(outcome: ListedOutcome, touchedBy: readonly string[]) {
  const { occurredAt, amount, firstTouchAt } = outcome;
  return {
    oId: outcome.id,
    eventTimestamp: toIso(occurredAt),
    stage: outcome.stage,
    opportunityId: outcome.opportunityId,
    opportunityName: outcome.opportunityName,
    account: outcome.account,
    contact: outcome.contact,
    amount: amount === null ? null : toAmount(amount),
    currency: outcome.currency === "" ? null : outcome.currency,
    campaign: outcome.campaign === "" ? null : outcome.campaign,
    attributedTo: outcome.attributedTo,
    attributedAt: toIso(outcome.attributedAt),
    touchedBy,
    daysFromFirstTouch: firstTouchAt === null ? null : toDays(occurredAt - firstTouchAt),
    counts: outcome.counted === 1,
  };
}
