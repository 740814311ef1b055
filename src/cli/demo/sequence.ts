import { below, oneOf } from "../chance.ts";
import { ABSENCES, BOUNCE_NOTICE } from "./absences.ts";
import { DAY_MS, HOUR_MS, logNormal, MINUTE_MS, toWorkTime, withoutZone } from "./calendar.ts";
import { type DemoEvent, fill } from "./event.ts";
import { type Mail, repSignature, reSubject, withQuoted } from "./mail.ts";
import { UNSUBSCRIBES } from "./replies.ts";
import { idOf, laterBy, replyTime, type Sent, slotsOf, type Tale, toEmail, weighted } from "./tale.ts";

type Fate = "answers" | "bounces" | "unsubscribes" | "silent";

const BOUNCING = 0.028;
const UNSUBSCRIBING = 0.018;
const AWAY = 0.07;
const CLICKING = 0.16;
/** Which step is answered. */
const STEP_SHARES = [0.5, 0.25, 0.15, 0.1];

/** The steps of the campaign until something ends them; gives the message that the contact answers, or null. */
export function* tellSequence(
  tale: Tale,
  startsAt: number,
  answers: boolean,
): Generator<DemoEvent, Sent | null> {
  const { campaign, draw } = tale;
  const fate = answers ? "answers" : drawFate(tale);
  const steps = campaign.steps.map((_step, index) => [index, STEP_SHARES[index] ?? 0] as const);
  const lastStep = fate === "silent" ? campaign.steps.length : fate === "bounces" ? 0 : weighted(steps, draw);
  const awayStep = draw() < AWAY && fate !== "bounces" ? below(campaign.steps.length, draw) : null;
  let at = toWorkTime(startsAt, tale.rep.zoneHours, draw);
  let sent: Sent | null = null;
  for (const [index, step] of campaign.steps.entries()) {
    if (index > 0) at = laterBy(step.waitDays, at, tale.rep, draw);
    sent = toStep(tale, index, at, sent);
    yield toEmail(tale, sent, { name: `step-${index + 1}`, eventType: "sent" });
    if (fate === "bounces") {
      yield* tellBounce(tale, sent);
      return null;
    }
    yield* tellSignals(tale, sent, index === lastStep);
    if (index === awayStep) yield toAbsence(tale, sent);
    if (index !== lastStep) continue;
    if (fate === "answers") return sent;
    yield* tellUnsubscription(tale, sent);
    return null;
  }
  return null;
}

function drawFate({ draw }: Tale): Fate {
  const fate = draw();
  if (fate < BOUNCING) return "bounces";
  return fate < BOUNCING + UNSUBSCRIBING ? "unsubscribes" : "silent";
}

function toStep(tale: Tale, index: number, at: number, before: Sent | null): Sent {
  const { campaign, contact, rep } = tale;
  const step = campaign.steps[index];
  const slots = { ...slotsOf(tale, null), rep: "" };
  const ownSubject = step?.subject ?? null;
  const subject =
    ownSubject === null && before !== null
      ? reSubject(before.mail.subject)
      : fill(ownSubject ?? campaign.name, slots);
  const written = fill(step?.text ?? "", slots).replace(/\n\n[^\n]*\n$/, "");
  return {
    mail: { from: rep, to: contact, at, subject, text: `${written}\n\n${repSignature(rep)}` },
    conversationId:
      ownSubject === null && before !== null ? before.conversationId : idOf(tale, `thread-${index + 1}`),
  };
}

/** Opens and clicks, which name themselves by their content only. */
function* tellSignals(tale: Tale, { mail, conversationId }: Sent, isRead: boolean): Generator<DemoEvent> {
  const { campaign, contact, draw } = tale;
  if (!isRead && draw() > campaign.openRate) return;
  let at = mail.at;
  const opens = 1 + (draw() < 0.25 ? 1 + below(2, draw) : 0);
  for (let open = 0; open < opens; open++) {
    at += Math.round(logNormal(40, 1.2, draw)) * MINUTE_MS + below(60, draw) * 1000;
    // One tool tells some of its times without a zone.
    const isBare = campaign.provider === "MAKE" && draw() < 0.06;
    yield toSignal(tale, mail, "opened", at, { conversationId, isBare });
  }
  if (draw() > CLICKING || !mail.text.includes("https://")) return;
  const url = /https:\/\/\S+/.exec(mail.text)?.[0] ?? "";
  const customMetadata = { url, device: oneOf(["desktop", "mobile"], draw), company: contact.company.name };
  at += (20 + below(200, draw)) * 1000;
  yield toSignal(tale, mail, "clicked", at, { conversationId, customMetadata });
}

type SignalExtra = {
  readonly conversationId?: string;
  readonly isBare?: boolean;
  readonly text?: string;
  readonly customMetadata?: Readonly<Record<string, string>>;
};

function toSignal(tale: Tale, mail: Mail, eventType: string, at: number, extra: SignalExtra): DemoEvent {
  const { isBare = false, text = mail.text.split("\n")[0] ?? "", ...fields } = extra;
  return {
    type: "email",
    at,
    provider: tale.campaign.provider,
    body: {
      eventType,
      ...(isBare ? { eventTimestamp: withoutZone(at) } : {}),
      campaignId: tale.campaign.id,
      subject: mail.subject,
      body: { text },
      from: { email: mail.from.email, name: mail.from.name },
      to: [{ email: mail.to.email, name: mail.to.name }],
      ...fields,
    },
  };
}

function* tellBounce(tale: Tale, sent: Sent): Generator<DemoEvent> {
  const { contact, draw } = tale;
  const { mail, conversationId } = sent;
  const at = mail.at + (2 + below(40, draw)) * 1000;
  const text = "550 5.1.1 Recipient address rejected: User unknown";
  yield toSignal(tale, mail, "bounced", at, { conversationId, text });
  if (draw() < 0.5) return;
  const { domain } = contact.company;
  const notice = {
    from: { name: "Mail Delivery System", email: `mailer-daemon@${domain}` },
    to: mail.from,
    at: at + 1000,
    subject: "Undelivered Mail Returned to Sender",
    text: fill(BOUNCE_NOTICE, { domain, email: contact.email }),
  };
  yield toEmail(tale, { mail: notice, conversationId }, { name: "bounce", eventType: "reply" });
}

function* tellUnsubscription(tale: Tale, sent: Sent): Generator<DemoEvent> {
  const { contact, rep, draw } = tale;
  const at = replyTime(sent.mail.at, contact, draw);
  if (draw() < 0.5) {
    yield toSignal(tale, sent.mail, "unsubscribed", at, { conversationId: sent.conversationId });
    return;
  }
  const text = withQuoted(oneOf(UNSUBSCRIBES, draw), sent.mail, contact, draw);
  const mail = { from: contact, to: rep, at, subject: reSubject(sent.mail.subject), text };
  yield toEmail(tale, { ...sent, mail }, { name: "unsubscribe", eventType: "reply" });
  const removedAt = replyTime(at, rep, draw, 1);
  yield toSignal(tale, sent.mail, "unsubscribed", removedAt, { conversationId: sent.conversationId });
}

/** Comes within seconds, at any time of the day. */
function toAbsence(tale: Tale, sent: Sent): DemoEvent {
  const { contact, rep, draw } = tale;
  const at = sent.mail.at + (3 + below(50, draw)) * 1000;
  const until = at + (2 + below(15, draw)) * DAY_MS;
  const { subject, text } = ABSENCES[contact.language];
  const slots = {
    subject: sent.mail.subject,
    until: toDate(until),
    back: toDate(until + DAY_MS),
    deputy: `service@${contact.company.domain}`,
    name: contact.name,
    title: contact.title,
  };
  const mail = { from: contact, to: rep, at, subject: fill(subject, slots), text: fill(text, slots) };
  const headers = { "Auto-Submitted": "auto-replied" };
  return toEmail(tale, { ...sent, mail }, { name: "absence", eventType: "reply", headers });
}

function toDate(at: number): string {
  const [year = "", month = "", day = ""] = new Date(at + HOUR_MS).toISOString().slice(0, 10).split("-");
  return `${day}.${month}.${year}`;
}
