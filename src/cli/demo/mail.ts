import { type Chance, oneOf } from "../chance.ts";
import { HOUR_MS } from "./calendar.ts";
import type { Person } from "./people.ts";
import { OWN_COMPANY, OWN_DOMAIN } from "./people.ts";

/** What a mail said, for those who quote it. */
export type Mail = {
  readonly from: Pick<Person, "name" | "email">;
  readonly to: Pick<Person, "name" | "email">;
  readonly at: number;
  readonly subject: string;
  readonly text: string;
};

const QUOTED_LINES = 60;

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const WEEKDAYS = "Sun Mon Tue Wed Thu Fri Sat".split(" ");

/** The text with the mail it answers below it, as the author's mail program would quote. */
export function withQuoted(text: string, answered: Mail, author: Person, draw: Chance): string {
  const { from, subject } = answered;
  const when = toParts(answered.at, author.zoneHours);
  const lines = answered.text.split("\n").slice(0, QUOTED_LINES);
  if (author.language === "en" && draw() < 0.25) {
    return `${text}\n\nFrom: ${from.name} <${from.email}>\nSent: ${when.day} ${when.month} ${when.year} ${when.clock}\nTo: ${answered.to.name} <${answered.to.email}>\nSubject: ${subject}\n\n${lines.join("\n")}`;
  }
  const quoted = lines.map((line) => (line.startsWith(">") || line === "" ? `>${line}` : `> ${line}`));
  return `${text}\n\n${introduce(author, from, when)}\n${quoted.join("\n")}`;
}

/** The same as HTML alone, as some mail programs send it. */
export function toHtml(text: string, answered: Mail): string {
  return `<div>${toParagraphs(text)}</div><blockquote type="cite">${toParagraphs(answered.text)}</blockquote>`;
}

function toParagraphs(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .split("\n\n")
    .map((part) => `<p>${part.replaceAll("\n", "<br>")}</p>`)
    .join("");
}

export function signatureOf(person: Person, company: string, draw: Chance): string {
  return oneOf(
    [
      person.firstName,
      `Best,\n${person.firstName}`,
      `Kind regards\n\n--\n${person.name}\n${person.title}\n${company}`,
      `${person.name}\n${person.title} | ${company}\n${person.email}`,
      `${person.firstName}\n\nSent from my iPhone`,
    ],
    draw,
  );
}

export function repSignature(rep: Person): string {
  return `Best,\n${rep.firstName}\n\n--\n${rep.name}\n${rep.title}, ${OWN_COMPANY}\nhttps://${OWN_DOMAIN}`;
}

export function reSubject(subject: string): string {
  return /^re: /i.test(subject) ? subject : `Re: ${subject}`;
}

type Parts = {
  readonly year: number;
  readonly month: string;
  readonly monthNumber: string;
  readonly day: number;
  readonly weekday: string;
  readonly clock: string;
};

function toParts(at: number, zoneHours: number): Parts {
  const date = new Date(at + zoneHours * HOUR_MS);
  return {
    year: date.getUTCFullYear(),
    month: MONTHS[date.getUTCMonth()] ?? "",
    monthNumber: date.toISOString().slice(5, 7),
    day: date.getUTCDate(),
    weekday: WEEKDAYS[date.getUTCDay()] ?? "",
    clock: date.toISOString().slice(11, 16),
  };
}

function introduce({ language }: Person, from: Mail["from"], when: Parts): string {
  const who = `${from.name} <${from.email}>`;
  const date = `${String(when.day).padStart(2, "0")}.${when.monthNumber}.${when.year}`;
  if (language === "de") return `Am ${date} um ${when.clock} schrieb ${who}:`;
  if (language === "fr") return `Le ${date.replaceAll(".", "/")} à ${when.clock}, ${who} a écrit :`;
  if (language === "nl") return `Op ${date.replaceAll(".", "-")} om ${when.clock} schreef ${who}:`;
  return `On ${when.weekday}, ${when.month} ${when.day}, ${when.year} at ${when.clock}, ${who} wrote:`;
}
