/** What was done towards people and what came back, added up over some days. */
export const TOUCH_FIGURES = [
  "sent",
  "reply",
  "opened",
  "clicked",
  "bounced",
  "unsubscribed",
  "connectionSent",
  "connectionAccepted",
  "messageSent",
  "messageReceived",
  "humanReplies",
  "outOfOffice",
  "bounceNotices",
  "unsubscribeRequests",
  "contacted",
  "replied",
  "humanReplied",
  "answered",
  "humanAnswered",
] as const;

type TouchFigure = (typeof TOUCH_FIGURES)[number];

export type Touches = Readonly<Record<TouchFigure, number>>;

/** A part of a whole; null of nothing. */
export function rateOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** Figures of days together. */
export function sumTouches(days: readonly Touches[]): Touches {
  const sums = TOUCH_FIGURES.map((name) => [name, days.reduce((sum, day) => sum + day[name], 0)]);
  // The names are those of the type.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.fromEntries(sums) as Touches;
}
