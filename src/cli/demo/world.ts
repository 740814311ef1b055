import { below, chance, oneOf } from "../chance.ts";
import { DAY_MS, type Period, periodUntil, WEEK_MS } from "./calendar.ts";
import { CAMPAIGNS, type Campaign } from "./campaigns.ts";
import { type Told, tellDeal } from "./deal.ts";
import type { DemoEvent } from "./event.ts";
import { makeMistakes, type Mistake } from "./mistakes.ts";
import { type Contact, makeContacts, REPS } from "./people.ts";
import { tellSequence } from "./sequence.ts";
import { tellSocial } from "./social.ts";
import type { Tale } from "./tale.ts";
import { tellThread } from "./thread.ts";
import { asTranscripts, type WithTurns } from "./transcript-forms.ts";

export type World = {
  readonly period: Period;
  /** All that happened, the earliest first. */
  readonly events: readonly DemoEvent[];
  /** What arrives once more, one of them with another content. */
  readonly repeats: readonly DemoEvent[];
  readonly mistakes: readonly Mistake[];
};

export type Wish = {
  readonly seed: string;
  /** The day that the period ends before, in epoch ms. */
  readonly until: number;
  /** About how many. */
  readonly events: number;
};

const EVENTS_PER_CONTACT = 6.1;
const ON_SOCIAL = 0.3;
const REPEATS = 12;
// The fractional parts of its multiples fill 0 to 1 evenly, so that also a small campaign has its reply rate.
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** The same for the same wish, whenever and wherever. */
export function makeWorld({ seed, until, events: wanted }: Wish): World {
  const period = periodUntil(until);
  const name = `${seed} ${period.startsAt} ${wanted}`;
  const draw = chance(name);
  const mark = `demo-${below(2 ** 32, draw)
    .toString(16)
    .padStart(8, "0")}`;
  const contacts = makeContacts(Math.max(CAMPAIGNS.length, Math.round(wanted / EVENTS_PER_CONTACT)), draw);
  const phase = draw();
  const told = assign(contacts).flatMap(({ contact, campaign, index }, number) => {
    const ownDraw = chance(`${name} ${number}`);
    const rep = REPS[number % REPS.length] ?? oneOf(REPS, ownDraw);
    const answers = (phase + index * GOLDEN) % 1 < campaign.replyRate;
    return [...tellTale({ mark, number, contact, rep, campaign, draw: ownDraw }, period.startsAt, answers)];
  });
  const events = settle(told, period.endsAt);
  return { period, events, repeats: repeatSome(events), mistakes: makeMistakes(period.endsAt - DAY_MS) };
}

type Assigned = { readonly contact: Contact; readonly campaign: Campaign; readonly index: number };

/** Each campaign its share of the contacts, the last one the rest. */
function assign(contacts: readonly Contact[]): readonly Assigned[] {
  let share = 0;
  const ends = CAMPAIGNS.map((campaign) => Math.round((share += campaign.share) * contacts.length));
  return CAMPAIGNS.flatMap((campaign, number) =>
    contacts
      .slice(ends[number - 1] ?? 0, ends[number])
      .map((contact, index) => ({ contact, campaign, index })),
  );
}

function* tellTale(tale: Tale, periodStartsAt: number, answers: boolean): Generator<Told> {
  const { campaign, draw } = tale;
  const weeks = campaign.fromWeek + draw() * (campaign.toWeek - campaign.fromWeek);
  const startsAt = periodStartsAt + Math.floor(weeks * WEEK_MS);
  if (draw() < ON_SOCIAL) yield* tellSocial(tale, startsAt);
  const answered = yield* tellSequence(tale, startsAt, answers);
  const agreement = answered === null ? null : yield* tellThread(tale, answered);
  if (agreement !== null) yield* tellDeal(agreement);
}

/** In the order of time, up to the end. */
function settle(told: readonly Told[], endsAt: number): readonly DemoEvent[] {
  const past = told
    .map((each) => ("turns" in each ? { ...each, isCall: true } : { event: each, turns: [], isCall: false }))
    .filter(({ event }) => event.at < endsAt)
    .toSorted((a, b) => a.event.at - b.event.at);
  const calls: readonly WithTurns[] = past.filter(({ isCall }) => isCall);
  const transcripts = asTranscripts(calls).values();
  return past.map(({ event, isCall }) => (isCall ? (transcripts.next().value ?? event) : event));
}

function repeatSome(events: readonly DemoEvent[]): readonly DemoEvent[] {
  const step = Math.max(1, Math.floor(events.length / REPEATS));
  const again = events.filter((_event, index) => index % step === 0).slice(0, REPEATS);
  const changed = events.find((event) => event.body.eventType === "sent" && !again.includes(event));
  if (changed === undefined) return again;
  const body = { ...changed.body, body: { text: "Hello,\n\nthis is the text after somebody edited it." } };
  return [...again, { ...changed, body }];
}
