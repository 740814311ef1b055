import { toDaysToStage, toStages, toTouchFigures } from "../../domain/analytics/figures.ts";
import { toDate } from "../../domain/analytics/local-days.ts";
import { sumTouches } from "../../domain/analytics/touches.ts";
import { readOutcomesOfCampaigns, readStageTimes } from "../../storage/analytics-outcomes.ts";
import { type GroupQuery, listTouchGroups, readTouchGroups } from "../../storage/analytics-touches.ts";
import { persist } from "../../storage/d1.ts";
import { describeRange, type Range } from "./range.ts";
import { findReplyTimes } from "./reply-times.ts";

/** How a page is to be cut from all groups. */
export type GroupsAsked = Pick<GroupQuery, "by" | "sort" | "isDescending" | "limit" | "after" | "only">;

/** A page of campaigns, with what became of those whom they touched last. */
export async function listCampaigns(
  db: D1Database,
  workspaceId: string,
  range: Range,
  asked: Omit<GroupsAsked, "by">,
) {
  const { rows, ...page } = await listGroups(db, workspaceId, range, { ...asked, by: "campaign" });
  const names = rows.map(({ name }) => name);
  const [outcomes, times] = await Promise.all([
    persist(() => readOutcomesOfCampaigns(db, workspaceId, range.from, range.to, names)),
    persist(() => readStageTimes(db, workspaceId, range.fromAt, range.toAt, false)),
  ]);
  return {
    ...page,
    campaigns: rows.map(({ name, figures }) => ({
      campaign: name === "" ? null : name,
      ...figures,
      stages: toStages(outcomes.filter(({ campaign }) => campaign === name)),
      daysFromFirstTouch: toDaysToStage(times.filter(({ campaign }) => campaign === name)),
    })),
  };
}

/** A page of those who wrote for the own side. */
export async function listSenders(
  db: D1Database,
  workspaceId: string,
  range: Range,
  asked: Omit<GroupsAsked, "by">,
) {
  const { rows, ...page } = await listGroups(db, workspaceId, range, { ...asked, by: "sender" });
  return { ...page, senders: rows.map(({ name, figures }) => ({ sender: name, ...figures })) };
}

async function listGroups(db: D1Database, workspaceId: string, range: Range, asked: GroupsAsked) {
  const { from, to, previous } = range;
  const { by, limit } = asked;
  const found = await persist(() => listTouchGroups(db, { workspaceId, from, to, ...asked }));
  const groups = found.groups.slice(0, limit);
  const names = groups.map(({ name }) => name);
  const [past, replyTimeOf] = await Promise.all([
    persist(() => readTouchGroups(db, { workspaceId, by, from: previous.from, to: previous.to }, names)),
    findReplyTimes(db, { workspaceId, from: found.cutAt ?? from, to, groups: { by, names } }, found.answered),
  ]);
  const last = groups.at(-1);
  const hasMore = found.groups.length > limit;
  return {
    range: describeRange(range),
    countedSince: found.cutAt === null ? null : toDate(found.cutAt),
    total: found.total,
    hasMore,
    next: hasMore && last !== undefined ? ([last.sortedBy, last.name] as const) : null,
    rows: groups.map((group) => ({
      name: group.name,
      figures: {
        ...toTouchFigures(group),
        replyTime: {
          answered: group.answered,
          humanAnswered: group.humanAnswered,
          ...replyTimeOf(group.name),
        },
        previous: past === null ? null : toTouchFigures(past.get(group.name) ?? sumTouches([])),
      },
    })),
  };
}
