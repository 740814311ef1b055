import { below, type Chance, oneOf } from "../chance.ts";
import { DAY_MS, toAppointment } from "./calendar.ts";
import { type DemoEvent, fill } from "./event.ts";
import { repSignature, reSubject, signatureOf, toHtml, withQuoted } from "./mail.ts";
import { type Contact, makeContact } from "./people.ts";
import {
  AGREEMENTS,
  ATTITUDES,
  FIRST_ANSWERS,
  INTRODUCTIONS,
  PERSUADED,
  REP_ANSWERS,
  THANKS,
  UNPERSUADED,
} from "./replies.ts";
import { idOf, replyTime, type Sent, slotsOf, type Tale, toEmail, weighted } from "./tale.ts";

/** What a thread leads to: a call with whom, when it was agreed on and when it is. */
export type Agreement = {
  readonly tale: Tale;
  readonly agreedAt: number;
  readonly meetsAt: number;
  readonly last: Sent;
};

/** The messages that follow when a contact answers; gives the call that they agree on, or null. */
export function* tellThread(tale: Tale, first: Sent): Generator<DemoEvent, Agreement | null> {
  const { contact, draw } = tale;
  const attitude = weighted(ATTITUDES, draw);
  const colleague = makeContact(contact.company, new Set([contact.email]), draw);
  const named = { colleague: colleague.name, email: colleague.email };
  const answer = yield* reply(tale, first, {
    name: "answer",
    template: oneOf(FIRST_ANSWERS[attitude], draw),
    slots: named,
  });
  const meetsAt = appointAfter(answer.mail.at, contact, draw);
  const back = yield* answerBack(tale, answer, {
    name: "back",
    template: oneOf(REP_ANSWERS[attitude], draw),
    slots: { ...slotsOf(tale, meetsAt), ...named },
  });
  const appointed = slotsOf(tale, meetsAt);
  switch (attitude) {
    case "positive": {
      const agreed = yield* reply(tale, back, {
        name: "agreed",
        template: oneOf(AGREEMENTS, draw),
        slots: appointed,
      });
      return { tale, agreedAt: agreed.mail.at, meetsAt, last: agreed };
    }
    case "objection": {
      const isPersuaded = draw() < 0.5;
      const template = oneOf(isPersuaded ? PERSUADED : UNPERSUADED, draw);
      const end = yield* reply(tale, back, { name: "end", template, slots: appointed });
      return isPersuaded ? { tale, agreedAt: end.mail.at, meetsAt, last: end } : null;
    }
    case "notNow": {
      if (draw() < 0.3) yield* reply(tale, back, { name: "thanks", template: oneOf(THANKS, draw) });
      return null;
    }
    case "referral":
      break;
  }
  return yield* tellReferral({ ...tale, contact: colleague }, contact, back.mail.at);
}

/** The one who was named is written to, and may answer too. */
function* tellReferral(tale: Tale, by: Contact, from: number): Generator<DemoEvent, Agreement | null> {
  const { contact, rep, draw } = tale;
  const at = replyTime(from, rep, draw, 1);
  const text = fill(oneOf(INTRODUCTIONS, draw), { ...slotsOf(tale, null), colleague: by.name });
  const subject = `${by.firstName} sent me your way`;
  const sent = {
    mail: { from: rep, to: contact, at, subject, text: `${text}\n\n${repSignature(rep)}` },
    conversationId: idOf(tale, "thread-referral"),
  };
  yield toEmail(tale, sent, { name: "introduction", eventType: "sent" });
  if (draw() < 0.4) return null;
  const answer = yield* reply(tale, sent, {
    name: "referred",
    template: oneOf(FIRST_ANSWERS.positive, draw),
  });
  const meetsAt = appointAfter(answer.mail.at, contact, draw);
  const slots = slotsOf(tale, meetsAt);
  const back = yield* answerBack(tale, answer, {
    name: "referred-back",
    template: oneOf(REP_ANSWERS.positive, draw),
    slots,
  });
  const agreed = yield* reply(tale, back, {
    name: "referred-agreed",
    template: oneOf(AGREEMENTS, draw),
    slots,
  });
  return { tale, agreedAt: agreed.mail.at, meetsAt, last: agreed };
}

type Message = {
  readonly name: string;
  readonly template: string;
  readonly slots?: Readonly<Record<string, string>>;
  /** What it waited for, when that was not the message that it answers. */
  readonly after?: number;
};

/** The contact answers a message. */
export function* reply(
  tale: Tale,
  answered: Sent,
  { name, template, slots = {} }: Message,
): Generator<DemoEvent, Sent> {
  const { contact, rep, draw } = tale;
  const at = replyTime(answered.mail.at, contact, draw);
  const written = fill(template, { ...slotsOf(tale, null), ...slots });
  const signed = `${written}\n\n${signatureOf(contact, contact.company.name, draw)}`;
  const text = withQuoted(signed, answered.mail, contact, draw);
  const mail = { from: contact, to: rep, at, subject: reSubject(answered.mail.subject), text };
  const sent = { ...answered, mail };
  const html = draw() < 0.08 ? toHtml(signed, answered.mail) : null;
  yield toEmail(tale, sent, { name, eventType: "reply", html });
  return sent;
}

/** The rep answers a message, sooner than contacts do. */
export function* answerBack(
  tale: Tale,
  answered: Sent,
  { name, template, slots = {}, after = answered.mail.at }: Message,
): Generator<DemoEvent, Sent> {
  const { contact, rep, draw } = tale;
  const at = replyTime(after, rep, draw, 1.5);
  const signed = `${fill(template, slots)}\n\n${repSignature(rep)}`;
  const text = withQuoted(signed, answered.mail, rep, draw);
  const mail = { from: rep, to: contact, at, subject: reSubject(answered.mail.subject), text };
  const sent = { ...answered, mail };
  yield toEmail(tale, sent, { name, eventType: "sent" });
  return sent;
}

/** Late enough for two more messages before, also across a weekend. */
function appointAfter(at: number, { zoneHours }: Contact, draw: Chance): number {
  return toAppointment(at + (7 + below(5, draw)) * DAY_MS, zoneHours, draw);
}
