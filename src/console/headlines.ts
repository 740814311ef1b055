import { STAGES } from "../domain/analytics/figures.ts";
import { cellAt } from "../http/analytics/answer.ts";
import { CALL_COLUMNS, STAGE_COLUMNS, TOUCH_COLUMNS } from "../http/analytics/columns.ts";
import { arrivalsOf, sum, type Totals } from "./charts/overview.ts";
import { change, changeOfRate, count, duration, money, NONE, percent, share } from "./figures.ts";
import type { Slots } from "./fragment.ts";
import type { Campaign } from "./group-table.ts";

type Counted = Pick<
  Totals,
  "contacted" | "replied" | "humanReplied" | "replyRate" | "humanReplyRate" | "replies" | "emails"
>;

/** What was written and what came back; the time to reply of the period before is not known of every campaign. */
export function touchSlots(
  now: Counted & Pick<Campaign, "replyTime">,
  before: (Counted & Partial<Pick<Totals, "replyTime">>) | null,
  past: string,
): Slots {
  const { emails, replies, replyTime, contacted } = now;
  const rated = (part: "replied" | "humanReplied", rate: "replyRate" | "humanReplyRate") => {
    const made = share(before?.[part] ?? 0, before?.contacted ?? 0);
    return {
      value: percent(now[rate]),
      part: count(now[part]),
      whole: count(contacted),
      change: changeOfRate(now[rate], before?.[rate], past, made),
    };
  };
  return {
    emails: [
      {
        ...changed(now, before, past, (of) => of.emails.sent),
        bounced: count(emails.bounced),
        unsubscribed: count(emails.unsubscribed),
      },
    ],
    replies: [
      {
        ...changed(now, before, past, (of) => of.replies.all),
        human: count(replies.human),
        outOfOffice: count(replies.outOfOffice),
      },
    ],
    replyRate: [rated("replied", "replyRate")],
    humanRate: [rated("humanReplied", "humanReplyRate")],
    replyTime: [
      {
        value: duration(replyTime.humanMedianMs),
        answered: count(replyTime.humanAnswered),
        estimated: replyTime.exact ? null : 1,
        change: change(replyTime.humanMedianMs, before?.replyTime?.humanMedianMs, past, duration),
      },
    ],
  };
}

/** What a period came to, beside the one before, which `past` names. */
export function headlineSlots(now: Totals, before: Totals | null, past: string): Slots {
  const counted = (of: (totals: Totals) => number) => changed(now, before, past, of);
  const staged = (stage: keyof Totals["stages"]) => [
    { ...counted((of) => of.stages[stage].count), amounts: money(now.stages[stage].amounts) },
  ];
  return {
    ...touchSlots(now, before, past),
    events: [
      {
        ...counted((of) => sum(arrivalsOf(of))),
        duplicates: count(now.duplicates),
        refusals: count(now.refusals),
      },
    ],
    calls: [
      {
        ...counted(({ calls }) => calls.transcript + calls.completed),
        minutes: count(Math.round(now.calls.durationSeconds / 60)),
      },
    ],
    meetings: staged("meeting_booked"),
    opportunities: staged("opportunity_created"),
    won: staged("deal_won"),
  };
}

function changed<T>(now: T, before: T | null, past: string, of: (figures: T) => number): Slots {
  return { value: count(of(now)), change: change(of(now), before && of(before), past) };
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

/** Everything that is counted: the table behind the headlines. */
export function allFigures(now: Totals, before: Totals | null): readonly Slots[] {
  return PATHS.map((path) => ({
    name: words(path),
    now: textAt(now, path),
    before: before === null ? NONE : textAt(before, path),
  }));
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
