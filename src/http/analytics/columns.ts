import { CALL_TYPES, STAGES } from "../../domain/analytics/figures.ts";

const under = (place: string, names: readonly string[]) => names.map((name) => `${place}.${name}`);

const SHORT = ["contacted", "replied", "humanReplied", "replyRate", "humanReplyRate"];

const REPLIES = ["all", "human", "outOfOffice", "bounceNotices", "unsubscribeRequests"];

/** The columns of touches in CSV. */
export const TOUCH_COLUMNS = [
  ...SHORT,
  ...under("replies", REPLIES),
  ...under("emails", ["sent", "reply", "opened", "clicked", "bounced", "unsubscribed"]),
  ...under("social", ["connection_sent", "connection_accepted", "message_sent", "message_received"]),
];

/** Of a campaign or a sender. */
export const GROUP_COLUMNS = [
  ...TOUCH_COLUMNS,
  ...under("replyTime", ["answered", "humanAnswered", "medianMs", "humanMedianMs", "exact"]),
  ...under("previous", [...SHORT, ...under("replies", REPLIES), "emails.sent"]),
];

export const STAGE_COLUMNS = STAGES.flatMap((stage) => under(`stages.${stage}`, ["count", "amounts"]));

export const CALL_COLUMNS = under("calls", [...CALL_TYPES, "durationSeconds"]);
