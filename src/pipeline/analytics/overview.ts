import { toCallFigures, toDaysToStage, toStages, toTouchFigures } from "../../domain/analytics/figures.ts";
import { toDate } from "../../domain/analytics/local-days.ts";
import { sumTouches } from "../../domain/analytics/touches.ts";
import { readVainArrivals } from "../../storage/analytics-arrivals.ts";
import { readCallDays } from "../../storage/analytics-calls.ts";
import { readOutcomeDays, readStageTimes } from "../../storage/analytics-outcomes.ts";
import { readTouchDays } from "../../storage/analytics-touches.ts";
import { persist } from "../../storage/d1.ts";
import { type Days, describeRange, type Range } from "./range.ts";
import { findReplyTimes } from "./reply-times.ts";

/** All figures of a workspace: of a range, of as many days before, and of each day. */
export async function readOverview(db: D1Database, workspaceId: string, range: Range) {
  return (await compareOverview(db, workspaceId, range)).overview;
}

/** The same and each of the days before; null where these are too many to be read whole. */
export async function compareOverview(db: D1Database, workspaceId: string, range: Range) {
  const [present, past] = await Promise.all([
    readPeriod(db, workspaceId, range),
    readPeriod(db, workspaceId, range.previous),
  ]);
  return {
    overview: {
      range: describeRange(range),
      countedSince: present.cutAt === null ? null : toDate(present.cutAt),
      totals: present.totals,
      previous: past.cutAt === null ? past.totals : null,
      days: present.days(),
    },
    daysBefore: past.cutAt === null ? past.days() : null,
  };
}

async function readPeriod(db: D1Database, workspaceId: string, { from, to, fromAt, toAt }: Days) {
  const [touches, calls, outcomes, vain, times] = await Promise.all([
    persist(() => readTouchDays(db, workspaceId, from, to)),
    persist(() => readCallDays(db, workspaceId, from, to)),
    persist(() => readOutcomeDays(db, workspaceId, from, to)),
    persist(() => readVainArrivals(db, workspaceId, from, to)),
    persist(() => readStageTimes(db, workspaceId, fromAt, toAt, true)),
  ]);
  const all = { touches: touches.days, calls, outcomes, vain };
  const { answered, humanAnswered } = sumTouches(touches.days);
  const query = { workspaceId, from: touches.cutAt ?? from, to, groups: null };
  const replyTimeOf = await findReplyTimes(db, query, answered);
  return {
    cutAt: touches.cutAt,
    totals: {
      ...toFigures(all),
      replyTime: { answered, humanAnswered, ...replyTimeOf("") },
      daysFromFirstTouch: toDaysToStage(times),
    },
    days: () =>
      Array.from({ length: to - from + 1 }, (_none, index) => {
        const isThatDay = (figure: { readonly day: number }) => figure.day === from + index;
        return {
          date: toDate(from + index),
          ...toFigures({
            touches: touches.days.filter(isThatDay),
            calls: calls.filter(isThatDay),
            outcomes: outcomes.filter(isThatDay),
            vain: vain.filter(isThatDay),
          }),
        };
      }),
  };
}

type Found = {
  readonly touches: Parameters<typeof sumTouches>[0];
  readonly calls: Parameters<typeof toCallFigures>[0];
  readonly outcomes: Parameters<typeof toStages>[0];
  readonly vain: Awaited<ReturnType<typeof readVainArrivals>>;
};

function toFigures({ touches, calls, outcomes, vain }: Found) {
  return {
    ...toTouchFigures(sumTouches(touches)),
    calls: toCallFigures(calls),
    stages: toStages(outcomes),
    duplicates: vain.reduce((sum, { duplicates }) => sum + duplicates, 0),
    refusals: vain.reduce((sum, { refusals }) => sum + refusals, 0),
  };
}
