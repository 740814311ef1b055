import { STAGES } from "../domain/analytics/figures.ts";
import { cellAt } from "../http/analytics/answer.ts";
import { CALL_COLUMNS, STAGE_COLUMNS, TOUCH_COLUMNS } from "../http/analytics/columns.ts";
import { arrivalsOf, sum, type Totals } from "./charts/overview.ts";
import { type Html, html, row, table } from "./elements.ts";
import { change, changeOfRate, count, duration, money, NONE, percent, share, stat } from "./figures.ts";
import type { Campaign } from "./group-table.ts";

type Counted = Pick<
  Totals,
  "contacted" | "replied" | "humanReplied" | "replyRate" | "humanReplyRate" | "replies" | "emails"
>;

/** What was written and what came back; the time to reply of the period before is not known of every campaign. */
export function touchStats(
  now: Counted & Pick<Campaign, "replyTime">,
  before: (Counted & Partial<Pick<Totals, "replyTime">>) | null,
  past: string,
): readonly Html[] {
  const { emails, replies, replyTime, contacted } = now;
  const rated = (name: string, part: "replied" | "humanReplied", rate: "replyRate" | "humanReplyRate") =>
    stat(
      name,
      percent(now[rate]),
      changeOfRate(now[rate], before?.[rate], past, share(before?.[part] ?? 0, before?.contacted ?? 0)),
      `${count(now[part])} of ${count(contacted)} contacted`,
    );
  return [
    stat(
      "Emails sent",
      count(emails.sent),
      change(emails.sent, before?.emails.sent, past),
      `${count(emails.bounced)} bounced, ${count(emails.unsubscribed)} unsubscribed`,
    ),
    stat(
      "Replies",
      count(replies.all),
      change(replies.all, before?.replies.all, past),
      `${count(replies.human)} of humans, ${count(replies.outOfOffice)} out of office`,
    ),
    rated("Reply rate", "replied", "replyRate"),
    rated("Human reply rate", "humanReplied", "humanReplyRate"),
    stat(
      "Median time to reply",
      duration(replyTime.medianMs),
      change(replyTime.medianMs, before?.replyTime?.medianMs, past, duration),
      `${count(replyTime.answered)} answered${replyTime.exact ? "" : ", within 2%"}`,
    ),
  ];
}

/** What a period came to, beside the one before, which `past` names. */
export function headlines(now: Totals, before: Totals | null, past: string): Html {
  const counted = (name: string, of: (totals: Totals) => number, more = "") =>
    stat(name, count(of(now)), change(of(now), before && of(before), past), more);
  const staged = (name: string, stage: keyof Totals["stages"]) =>
    counted(name, (of) => of.stages[stage].count, money(now.stages[stage].amounts));
  return html`<dl class="stats">${[
    counted(
      "Events",
      (of) => sum(arrivalsOf(of)),
      `${count(now.duplicates)} repeats, ${count(now.refusals)} refused`,
    ),
    ...touchStats(now, before, past),
    counted(
      "Calls held",
      ({ calls }) => calls.transcript + calls.completed,
      `${count(Math.round(now.calls.durationSeconds / 60))} min`,
    ),
    staged("Meetings booked", "meeting_booked"),
    staged("Opportunities", "opportunity_created"),
    staged("Won", "deal_won"),
  ]}</dl>`;
}

const PATHS = [
  ...TOUCH_COLUMNS,
  "replyTime.medianMs",
  "replyTime.humanMedianMs",
  ...CALL_COLUMNS,
  ...STAGE_COLUMNS,
  ...STAGES.map((stage) => `daysFromFirstTouch.${stage}`),
  "duplicates",
  "refusals",
];

/** The table behind the headlines: everything that is counted. */
export function allFigures(now: Totals, before: Totals | null): Html {
  const columns = ["", "This period", "Before"];
  const rows = PATHS.map((path) =>
    row(columns, [words(path), textAt(now, path), before === null ? NONE : textAt(before, path)]),
  );
  return html`<details><summary>All figures</summary>${table("All figures of the period and of the one before; repeats and refusals by days of UTC", columns, rows)}</details>`;
}

function textAt(totals: Totals, path: string): string {
  const value = cellAt(totals, path);
  if (typeof value !== "number") return String(value ?? NONE);
  if (path.endsWith("Rate")) return percent(value);
  return path.endsWith("Ms") ? duration(value) : count(value);
}

/** The name of a figure as people read it: `emails.connection_sent` is "Emails connection sent". */
function words(name: string): string {
  const text = name.replaceAll(/[._]|Ms$/g, " ").replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
