import { SORTS } from "../http/analytics/groups.ts";
import type { listCampaigns, listSenders } from "../pipeline/analytics/groups.ts";
import { type Html, html, raw, row, shown, table } from "./elements.ts";
import { count, money, NONE, share } from "./figures.ts";
import type { Period } from "./period.ts";

export type Campaign = Awaited<ReturnType<typeof listCampaigns>>["campaigns"][number];

export type Group = Campaign | Awaited<ReturnType<typeof listSenders>>["senders"][number];

/** What campaigns can be sorted by; senders have no meetings. */
export const GROUP_SORTS = [...SORTS, "meetings"] as const;

export type GroupSort = (typeof GROUP_SORTS)[number];

type Head = { readonly name: string; readonly sort?: GroupSort };

const HEADS: readonly Head[] = [
  { name: "Name", sort: "name" },
  { name: "Sent", sort: "sent" },
  { name: "Contacted", sort: "contacted" },
  { name: "Replied", sort: "replied" },
  { name: "Reply rate", sort: "replyRate" },
  { name: "Human rate", sort: "humanReplyRate" },
  { name: "Bounced" },
  { name: "Unsubscribed" },
  { name: "Meetings", sort: "meetings" },
  { name: "Won" },
];

type Sorted = {
  readonly sort: GroupSort;
  readonly order: "asc" | "desc";
  readonly link: (more: Readonly<Record<string, string>>) => string;
};

/** A page of campaigns or senders, whose heads sort it. */
export function groupTable(
  by: "campaign" | "sender",
  groups: readonly Group[],
  total: number,
  period: Period,
  sorted: Sorted,
): Html {
  const heads = by === "campaign" ? HEADS : HEADS.slice(0, -2);
  return html`<div class="sortable">${table(
    `${by === "sender" ? "Senders" : "Campaigns"}: ${count(total)}`,
    heads.map((head) => toHead(head, sorted)),
    groups.map((group) => toRow(group, heads, period)),
  )}</div>`;
}

function toHead(head: Head, { sort, order, link }: Sorted): Html {
  if (head.sort === undefined) return html`<th scope="col">${head.name}</th>`;
  const isBy = head.sort === sort;
  // The greatest first, but names from A on.
  const usual = head.sort === "name" ? "asc" : "desc";
  const next = isBy ? (order === "asc" ? "desc" : "asc") : usual;
  const sign = order === "asc" ? "↑" : "↓";
  const state = isBy ? ` aria-sort="${order}ending"` : "";
  return html`<th scope="col"${raw(state)}><a href="${link({ sort: head.sort, order: next })}">${head.name}${isBy ? html` <span aria-hidden="true">${sign}</span>` : ""}</a></th>`;
}

function toRow(group: Group, heads: readonly { readonly name: string }[], { link }: Period): Html {
  const { contacted, replied, humanReplied, emails } = group;
  const name =
    "sender" in group
      ? shown(group.sender === "" ? "Unknown sender" : group.sender)
      : html`<a href="${link("/campaigns/view", { id: group.campaign ?? "" })}">${campaignName(group.campaign ?? "")}</a>`;
  const stages = "stages" in group ? group.stages : null;
  const cells = [
    count(emails.sent),
    count(contacted),
    count(replied),
    share(replied, contacted),
    share(humanReplied, contacted),
    count(emails.bounced),
    count(emails.unsubscribed),
    ...(stages === null ? [] : [count(stages.meeting_booked.count), wonOf(stages)]),
  ];
  return row(
    heads.map(({ name: head }) => head),
    [name, ...cells],
  );
}

function wonOf({ deal_won: won }: Campaign["stages"]): string {
  return won.count === 0 ? NONE : `${count(won.count)}: ${money(won.amounts) || "no amount"}`;
}

/** What a campaign is called; those who belong to none have one together. */
export function campaignName(id: string): Html {
  return id === "" ? html`No campaign` : shown(id);
}
