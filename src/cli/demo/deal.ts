import { below, oneOf } from "../chance.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, toAppointment, toWorkTime, withOffset } from "./calendar.ts";
import { durationOf, makeDialogue, type Turn } from "./dialogue.ts";
import type { DemoEvent } from "./event.ts";
import { type Contact, makeContact, type Person } from "./people.ts";
import { AFTER_CALLS, FOLLOW_UPS } from "./replies.ts";
import { idOf, slotsOf, type Tale, weighted } from "./tale.ts";
import { type Agreement, answerBack, reply } from "./thread.ts";

/** An event, or one whose transcript has no form yet. */
export type Told = DemoEvent | { readonly event: DemoEvent; readonly turns: readonly Turn[] };

const MISSED = 0.13;
const QUALIFIED = 0.85;
const OUTCOMES = [
  ["deal_won", 0.4],
  ["deal_lost", 0.4],
  ["open", 0.2],
] as const;

/** From the booked call to the end of the deal, weeks later. */
export function* tellDeal({ tale, agreedAt, meetsAt, last }: Agreement): Generator<Told> {
  const { contact, rep, draw } = tale;
  const bookedAt = agreedAt + (1 + below(15, draw)) * MINUTE_MS;
  yield toCrm(tale, "meeting_booked", bookedAt, { stage: "Meeting booked" });
  let startsAt = meetsAt;
  const title = `${contact.company.name} and Acme Cloud: first call`;
  yield toCall(tale, "scheduled", "call-1-scheduled", bookedAt + 5000, { title, startsAt });
  if (draw() < MISSED) {
    yield toCall(tale, "missed", "call-1-missed", startsAt + 10 * MINUTE_MS, { title, startsAt });
    if (draw() < 0.4) return;
    const askedAt = startsAt + 2 * HOUR_MS;
    startsAt = toAppointment(startsAt + (3 + below(5, draw)) * DAY_MS, contact.zoneHours, draw);
    yield toCall(tale, "scheduled", "call-2-scheduled", askedAt, { title, startsAt });
  }
  const firstEndsAt = yield* tellCall(tale, { kind: "discovery", title, startsAt, buyers: [contact] });
  const followUp = yield* answerBack(tale, last, {
    name: "follow-up",
    template: oneOf(FOLLOW_UPS, draw),
    slots: slotsOf(tale, null),
    after: firstEndsAt,
  });
  if (draw() < 0.6) yield* reply(tale, followUp, { name: "after-call", template: oneOf(AFTER_CALLS, draw) });
  if (draw() > QUALIFIED) return;

  const amount = contact.company.budget;
  const createdAt = toWorkTime(firstEndsAt + (1 + below(20, draw)) * HOUR_MS, rep.zoneHours, draw);
  const expectedAt = createdAt + (4 + below(6, draw)) * 7 * DAY_MS;
  yield toCrm(tale, "opportunity_created", createdAt, {
    stage: "Qualified",
    ...toMoney(tale, amount),
    closeDate: toDay(expectedAt),
  });
  const demoAt = toAppointment(createdAt + (4 + below(7, draw)) * DAY_MS, contact.zoneHours, draw);
  const demoTitle = `${contact.company.name}: platform demo`;
  const scheduledAt = createdAt + 20 * MINUTE_MS;
  yield toCall(tale, "scheduled", "demo-scheduled", scheduledAt, { title: demoTitle, startsAt: demoAt });
  const colleague = makeContact(contact.company, new Set([contact.email]), draw);
  const buyers = draw() < 0.6 ? ([contact, colleague] as const) : ([contact] as const);
  const call = { kind: "demonstration", title: demoTitle, startsAt: demoAt, buyers } as const;
  const demoEndsAt = yield* tellCall(tale, call);

  const outcome = weighted(OUTCOMES, draw);
  if (outcome === "open") return;
  const weeksMs = (8 + below(18, draw)) * DAY_MS;
  const decidedAt = toWorkTime(demoEndsAt + weeksMs, rep.zoneHours, draw);
  const share = outcome === "deal_won" ? 0.8 + below(5, draw) * 0.05 : 1;
  yield toCrm(tale, outcome, decidedAt, {
    stage: outcome === "deal_won" ? "Closed won" : "Closed lost",
    ...toMoney(tale, Math.round(amount * share)),
    closeDate: toDay(decidedAt),
  });
}

type Held = {
  readonly kind: "discovery" | "demonstration";
  readonly title: string;
  readonly startsAt: number;
  readonly buyers: readonly [Contact, ...Contact[]];
};

/** Gives the end of the call. */
function* tellCall(tale: Tale, { kind, title, startsAt, buyers }: Held): Generator<Told, number> {
  const { rep, draw } = tale;
  const beginsAt = startsAt + below(4 * 60, draw) * 1000;
  const turns = makeDialogue({ kind, rep, buyers }, draw);
  const duration = durationOf(turns);
  const endsAt = beginsAt + duration * 1000;
  const fields = { title, startsAt, duration, buyers };
  yield toCall(tale, "completed", `${kind}-completed`, endsAt, fields);
  const event = toCall(tale, "transcript", `${kind}-transcript`, beginsAt, fields);
  yield { event, turns };
  return endsAt;
}

type CallFields = {
  readonly title: string;
  readonly startsAt: number;
  readonly duration?: number;
  readonly buyers?: readonly Person[];
};

function toCall(
  tale: Tale,
  eventType: string,
  name: string,
  at: number,
  { title, startsAt, duration, buyers = [tale.contact] }: CallFields,
): DemoEvent {
  const { rep } = tale;
  const platforms = ["Zoom", "Google Meet", "Microsoft Teams"];
  const recordingUrl =
    eventType === "transcript" ? `https://recordings.example/${idOf(tale, name)}` : undefined;
  return {
    type: "call",
    at,
    provider: "GONG",
    body: {
      eventType,
      eventTimestamp: withOffset(at, rep.zoneHours),
      eventId: idOf(tale, name),
      title,
      participants: [rep, ...buyers].map(({ name: called, email }) => ({ name: called, email })),
      duration,
      recordingUrl,
      meetingPlatform: platforms[tale.number % platforms.length],
      customMetadata: { startsAt: new Date(startsAt).toISOString() },
    },
  };
}

/** By opportunity and stage, without an id of their own: so CRMs tell them. */
function toCrm(
  tale: Tale,
  eventType: string,
  at: number,
  fields: Readonly<Record<string, unknown>>,
): DemoEvent {
  const { contact, rep } = tale;
  return {
    type: "crm",
    at,
    provider: "HUBSPOT",
    body: {
      eventType,
      opportunityId: idOf(tale, "deal"),
      opportunityName: `${contact.company.name}: managed hosting`,
      accountName: contact.company.name,
      contactEmail: contact.email,
      contactName: contact.name,
      ...fields,
      customMetadata: { owner: rep.email },
    },
  };
}

/** As different CRMs write it: mostly a number with its currency, sometimes a text with a sign. */
function toMoney({ contact, draw }: Tale, amount: number): Readonly<Record<string, unknown>> {
  const { currency } = contact.company.country;
  const isText = draw() < 0.2;
  if (!isText) return { amount, currency };
  const thousands = String(amount).replaceAll(/\B(?=(\d{3})+$)/g, currency === "EUR" ? "." : ",");
  return { amount: currency === "EUR" ? `${thousands},00 €` : `US$${thousands}.00` };
}

function toDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
