import { SORTS } from "../http/analytics/groups.ts";
import type { listCampaigns, listSenders } from "../pipeline/analytics/groups.ts";
import { type Html, html, shown } from "./elements.ts";
import { count, money, NONE, share } from "./figures.ts";
import type { Slots } from "./fragment.ts";
import type { Period } from "./period.ts";

export type Campaign = Awaited<ReturnType<typeof listCampaigns>>["campaigns"][number];

type Group = Campaign | Awaited<ReturnType<typeof listSenders>>["senders"][number];

/** What campaigns can be sorted by; senders have no meetings. */
export const GROUP_SORTS = [...SORTS, "meetings"] as const;

export type GroupSort = (typeof GROUP_SORTS)[number];

type Sorted = {
  readonly sort: GroupSort;
  readonly order: "asc" | "desc";
  readonly link: (more: Readonly<Record<string, string>>) => string;
};

/** The heads that sort, each under what it sorts by. */
export function headSlots({ sort, order, link }: Sorted): Slots {
  return Object.fromEntries(
    GROUP_SORTS.map((name) => {
      const isBy = name === sort;
      // The greatest first, but names from A on.
      const next = (isBy ? order === "desc" : name === "name") ? "asc" : "desc";
      return [name, [{ link: link({ sort: name, order: next }), state: isBy ? `${order}ending` : "none" }]];
    }),
  );
}

/** A campaign or a sender as a row. */
export function toRow(group: Group, { link }: Period): Slots {
  const { contacted, replied, humanReplied, emails } = group;
  const isSender = "sender" in group;
  const name = isSender ? shown(group.sender || "Unknown sender") : campaignName(group.campaign);
  return {
    name,
    link: isSender ? null : link("/campaigns/view", { id: group.campaign ?? "" }),
    sent: count(emails.sent),
    contacted: count(contacted),
    replied: count(replied),
    replyRate: share(replied, contacted),
    humanReplyRate: share(humanReplied, contacted),
    bounced: count(emails.bounced),
    unsubscribed: count(emails.unsubscribed),
    stages: isSender
      ? []
      : [{ meetings: count(group.stages.meeting_booked.count), won: wonOf(group.stages) }],
  };
}

function wonOf({ deal_won: won }: Campaign["stages"]): string {
  return won.count === 0 ? NONE : `${count(won.count)}: ${money(won.amounts) || "no amount"}`;
}

/** What a campaign is called; those who belong to none have one together. */
export function campaignName(id: string | null): Html {
  return id ? shown(id) : html`No campaign`;
}
