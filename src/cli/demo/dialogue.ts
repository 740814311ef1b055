import { below, type Chance, oneOf } from "../chance.ts";
import {
  AGENDA,
  BUYER_THOUGHTS,
  CLOSING,
  DEMONSTRATION,
  DISCOVERY,
  type Exchange,
  type Line,
  NODS,
  OBJECTIONS,
  OPENING,
  SELLER_THOUGHTS,
  SHORT_QUESTIONS,
  type Side,
} from "./dialogue-lines.ts";
import { fill } from "./event.ts";
import type { Contact, Person } from "./people.ts";

export type Turn = {
  readonly speaker: string;
  readonly text: string;
  /** Seconds from the begin of the call. */
  readonly startTime: number;
  readonly endTime: number;
};

type Call = {
  readonly kind: "discovery" | "demonstration";
  readonly rep: Person;
  /** Of the buyer's side; the first speaks most. */
  readonly buyers: readonly [Contact, ...Contact[]];
};

const MIN_TURNS = 60;
const MAX_TURNS = 198;
const MIN_SECONDS = 15.5 * 60;
const MORE_SECONDS = 25 * 60;
const CLOSING_SECONDS = 90;
// The longest exchange and the closing.
const LAST_TURNS = 25;

/** A call of 15 to 45 minutes from its first to its last word. */
export function makeDialogue({ kind, rep, buyers }: Call, draw: Chance): readonly Turn[] {
  const [first] = buyers;
  const mainTopics = kind === "discovery" ? DISCOVERY : DEMONSTRATION;
  const decks = {
    topics: [...shuffle(mainTopics, draw), ...shuffle(OBJECTIONS, draw)],
    seller: endless(SELLER_THOUGHTS, draw),
    buyer: endless(BUYER_THOUGHTS, draw),
  };
  const talkativeness = 0.5 + draw() * 0.9;
  const pace = 1.9 + draw() * 0.6;
  const until = MIN_SECONDS + draw() * MORE_SECONDS;
  const slots = () => ({
    first: first.firstName,
    rep: rep.firstName,
    company: first.company.name,
    industry: first.company.industry,
    number: String(12 + below(70, draw)),
    small: String(2 + below(6, draw)),
  });
  const turns: Turn[] = [];
  let seconds = 1 + draw() * 4;
  let buyer: Contact = first;

  function say({ side, text }: Line): void {
    const said = fill(text, slots());
    const words = said.split(" ").length;
    const endTime = seconds + Math.max(0.6, words / (pace * (0.9 + draw() * 0.2)));
    const speaker = side === "seller" ? rep.name : buyer.name;
    turns.push({ speaker, text: said, startTime: toTenth(seconds), endTime: toTenth(endTime) });
    seconds = endTime + 0.2 + draw() * 1.6;
  }

  /** A line with what else comes to the speaker's mind, and what the other says to that. */
  function elaborate({ side, text }: Line): void {
    const isMonologue = side === "seller" && draw() < 0.12 * talkativeness;
    const thoughts = isMonologue ? 5 + below(5, draw) : 1 + below(3, draw);
    const more = Array.from({ length: thoughts }, () => decks[side]());
    // A question ends a turn.
    say({ side, text: text.endsWith("?") ? [...more, text].join(" ") : [text, ...more].join(" ") });
    const other = side === "seller" ? "buyer" : "seller";
    if (text.endsWith("?")) return;
    const mood = draw();
    if (mood < 0.25) say({ side: other, text: oneOf(NODS[other], draw) });
    else if (mood < 0.38) ask(other);
  }

  function ask(side: Side): void {
    say({ side, text: oneOf(SHORT_QUESTIONS[side], draw) });
    const other = side === "seller" ? "buyer" : "seller";
    say({ side: other, text: `${decks[other]()} ${decks[other]()}` });
  }

  function converse(exchange: Exchange): void {
    buyer = draw() < 0.3 ? oneOf(buyers, draw) : first;
    for (const line of exchange) elaborate(line);
  }

  function hasSaidEnough(): boolean {
    if (turns.length >= MAX_TURNS - LAST_TURNS) return true;
    return turns.length >= MIN_TURNS && seconds >= until - CLOSING_SECONDS;
  }

  for (const line of oneOf(OPENING, draw)) say(line);
  for (const line of oneOf(AGENDA, draw)) say(line);
  while (!hasSaidEnough()) {
    const exchange = decks.topics.shift();
    // Those who have talked about everything go on about details.
    if (exchange === undefined) ask(draw() < 0.5 ? "seller" : "buyer");
    else converse(exchange);
  }
  buyer = first;
  for (const line of oneOf(CLOSING, draw)) say(line);
  return turns;
}

/** The end of the last word, in whole seconds. */
export function durationOf(turns: readonly Turn[]): number {
  return Math.ceil(turns.at(-1)?.endTime ?? 0);
}

function toTenth(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}

function shuffle<T>(items: readonly T[], draw: Chance): readonly T[] {
  const ranked = items.map((item) => ({ item, rank: draw() }));
  return ranked.toSorted((a, b) => a.rank - b.rank).map(({ item }) => item);
}

/** One after the other in an order of its own; each comes again only when all were there. */
function endless(items: readonly string[], draw: Chance): () => string {
  let rest: readonly string[] = [];
  return () => {
    if (rest.length === 0) rest = shuffle(items, draw);
    const [next = "", ...others] = rest;
    rest = others;
    return next;
  };
}
