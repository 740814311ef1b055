import { below, type Chance, oneOf } from "../chance.ts";
import { DAY_MS, HOUR_MS, logNormal, MINUTE_MS, toWorkTime } from "./calendar.ts";
import type { Campaign } from "./campaigns.ts";
import type { DemoEvent } from "./event.ts";
import type { Mail } from "./mail.ts";
import type { Contact, Person } from "./people.ts";

/** One contact's way through one campaign. */
export type Tale = {
  /** Begins the ids of one world. */
  readonly mark: string;
  /** Among all contacts. */
  readonly number: number;
  readonly contact: Contact;
  readonly rep: Person;
  readonly campaign: Campaign;
  readonly draw: Chance;
};

/** A message and the event that it is. */
export type Sent = { readonly mail: Mail; readonly conversationId: string };

const REPLY_HOURS = 5;
const REPLY_SPREAD = 1.1;
const MAX_REPLY_HOURS = 30;
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

export function idOf({ mark, number }: Pick<Tale, "mark" | "number">, name: string): string {
  return `${mark}-${number}-${name}`;
}

type Extra = {
  readonly name: string;
  readonly eventType: "sent" | "reply";
  readonly html?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A mail that came or went; a few replies don't say what campaign or conversation they are of. */
export function toEmail(tale: Tale, { mail, conversationId }: Sent, extra: Extra): DemoEvent {
  const isVague = extra.eventType === "reply" && tale.draw() < 0.15;
  const isLoose = extra.eventType === "reply" && tale.draw() < 0.05;
  const html = extra.html ?? null;
  return {
    type: "email",
    at: mail.at,
    provider: tale.campaign.provider,
    body: {
      eventType: extra.eventType,
      eventId: idOf(tale, extra.name),
      ...(isLoose ? {} : { conversationId }),
      ...(isVague ? {} : { campaignId: tale.campaign.id }),
      subject: mail.subject,
      body: html === null ? { text: mail.text } : { html },
      from: { email: mail.from.email, name: mail.from.name },
      to: [{ email: mail.to.email, name: mail.to.name }],
      ...(extra.headers === undefined ? {} : { headers: extra.headers }),
    },
  };
}

/** When somebody who got a message then would answer it: mostly within hours, while people work. */
export function replyTime(
  at: number,
  { zoneHours }: Person,
  draw: Chance,
  medianHours = REPLY_HOURS,
): number {
  const hours = Math.min(MAX_REPLY_HOURS, logNormal(medianHours, REPLY_SPREAD, draw));
  return toWorkTime(at + 2 * MINUTE_MS + hours * HOUR_MS, zoneHours, draw);
}

export function laterBy(days: number, at: number, { zoneHours }: Person, draw: Chance): number {
  return toWorkTime(at + days * DAY_MS + below(2 * HOUR_MS, draw), zoneHours, draw);
}

/** What texts of and to the contact name. */
export function slotsOf({ contact, rep, draw }: Tale, appointment: number | null): Record<string, string> {
  const local = appointment === null ? null : new Date(appointment + contact.zoneHours * HOUR_MS);
  return {
    first: contact.firstName,
    rep: rep.firstName,
    company: contact.company.name,
    industry: contact.company.industry,
    number: String(12 + below(60, draw)),
    day: local === null ? oneOf(WEEKDAYS.slice(1, 6), draw) : (WEEKDAYS[local.getUTCDay()] ?? ""),
    clock: local === null ? "10:00" : local.toISOString().slice(11, 16),
  };
}

/** One of the options, as often as its share says. */
export function weighted<T>(options: readonly (readonly [T, number])[], draw: Chance): T {
  let rest = draw() * options.reduce((sum, [, share]) => sum + share, 0);
  for (const [option, share] of options) {
    rest -= share;
    if (rest < 0) return option;
  }
  return oneOf(options, draw)[0];
}
