import { callBody, crmBody, emailBody, socialBody } from "../bodies.ts";
import type { Weather } from "./bindings.ts";
import { below, chance, type Chance, oneOf } from "../../src/cli/chance.ts";
import { makeEvent, type SoakEvent } from "./events.ts";

/** An event in one workspace: what all its arrivals are to come to. */
export type PlannedEvent = SoakEvent & {
  readonly workspace: number;
  /** As it is sent; a conflict differs from it. */
  readonly text: string;
};

/** One submission of the sender, which it repeats until it is answered. */
export type Sending = {
  readonly kind: string;
  readonly text: string;
  readonly contentType: string;
  readonly workspace: number;
  /** Which of the workspace's keys. */
  readonly key: number;
  readonly weather: Weather;
} & (
  | { readonly expect: "event"; readonly event: number; readonly isConflict: boolean }
  | { readonly expect: "refusal"; readonly code: string }
);

export type Plan = { readonly events: readonly PlannedEvent[]; readonly sendings: readonly Sending[] };

export const WORKSPACES = 3;
export const KEYS = 2;

const DUPLICATES = 0.1;
const CONFLICTS_OF_DUPLICATES = 0.1;
const INVALID = 0.05;

/** Of the invalid ones: a broken sender that says the same wrong thing over and over, with one key. */
const OF_BROKEN_SENDER = 0.12;

/** The same body in another workspace is another event. */
const TWINS = 0.05;

// In parts of the run. D1 goes away after the last kill, so that what is kept in memory meanwhile is not lost.
const KV_AWAY = [1 / 3, 2 / 3] as const;
const D1_AWAY = [0.88, 0.885] as const;
const D1_OVERLOADED = [0.92, 0.925] as const;
const BROKEN_SENDER_AT = 0.4;

const NEARBY = 1;
const FAR = 3000;

type Draft = { readonly at: number; readonly sending: DistributiveOmit<Sending, "weather"> };

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** `count` submissions: new events, one in ten a duplicate, one in twenty invalid. The same for the same seed. */
export function makePlan(seed: string, count: number): Plan {
  const draw = chance(`${seed} plan`);
  const duplicates = Math.round(count * DUPLICATES);
  const invalid = Math.round(count * INVALID);
  const events = makeEvents(count - duplicates - invalid, draw);
  const drafts: Draft[] = [
    ...events.map((event, index) => ({ at: index, sending: toSending(event, index, draw) })),
    ...Array.from({ length: duplicates }, () => makeDuplicate(events, draw)),
    ...Array.from({ length: invalid }, (_none, index) => makeInvalid(index / invalid, events.length, draw)),
  ];
  const sendings = drafts
    .toSorted((a, b) => a.at - b.at)
    .map(({ sending }, index) => ({ ...sending, weather: weatherAt(index / count) }));
  return { events, sendings };
}

function makeEvents(count: number, draw: Chance): readonly PlannedEvent[] {
  const events: PlannedEvent[] = [];
  while (events.length < count) {
    const event = makeEvent(events.length, draw);
    const text = JSON.stringify(event.fields);
    const workspace = below(WORKSPACES, draw);
    events.push({ ...event, text, workspace });
    if (draw() < TWINS && events.length < count) {
      events.push({ ...event, text, workspace: (workspace + 1) % WORKSPACES });
    }
  }
  return events;
}

function toSending({ kind, text, workspace }: PlannedEvent, event: number, draw: Chance) {
  const contentType = "application/json";
  return {
    kind,
    text,
    contentType,
    workspace,
    key: below(KEYS, draw),
    expect: "event",
    event,
    isConflict: false,
  } as const;
}

/** The same event again: at the same moment or much later; now and then with other content. */
function makeDuplicate(events: readonly PlannedEvent[], draw: Chance): Draft {
  const index = below(events.length, draw);
  const event = events[index];
  if (event === undefined) throw new Error("no events");
  const sending = toSending(event, index, draw);
  const at = index + (draw() < 0.5 ? draw() * NEARBY : draw() * FAR);
  if (event.fields["eventId"] === undefined || draw() >= CONFLICTS_OF_DUPLICATES) return { at, sending };
  const text = JSON.stringify({ ...event.fields, customMetadata: { changed: true } });
  return { at, sending: { ...sending, text, isConflict: true } };
}

function makeInvalid(place: number, events: number, draw: Chance): Draft {
  if (place < OF_BROKEN_SENDER) {
    const at = events * BROKEN_SENDER_AT + place;
    const text = JSON.stringify(emailBody({ to: [{ email: "nobody" }] }));
    return { at, sending: toInvalid("emails", text, "invalid_event", { workspace: 0, key: 0 }) };
  }
  const of = { workspace: below(WORKSPACES, draw), key: below(KEYS, draw) };
  return { at: draw() * events, sending: oneOf(INVALID_BODIES, draw)(of, draw) };
}

type Owner = { readonly workspace: number; readonly key: number };

function toInvalid(kind: string, text: string, code: string, owner: Owner, contentType = "application/json") {
  return { kind, text, contentType, ...owner, expect: "refusal", code } as const;
}

const TOO_LARGE = `{"subject":"${"x".repeat(1_100_000)}"}`;

function faulty(kind: string, fields: Readonly<Record<string, unknown>>) {
  return (owner: Owner) => toInvalid(kind, JSON.stringify(fields), "invalid_event", owner);
}

const INVALID_BODIES: readonly ((owner: Owner, draw: Chance) => ReturnType<typeof toInvalid>)[] = [
  faulty("emails", emailBody({ subject: undefined })),
  faulty("emails", emailBody({ eventTimestamp: "yesterday" })),
  faulty("calls", callBody({ transcript: "" })),
  faulty("calls", callBody({ participants: [{ email: "nobody" }] })),
  faulty("crm", crmBody({ opportunityId: "" })),
  faulty("crm", crmBody({ eventType: "deal_lots" })),
  faulty("social", socialBody({ from: undefined })),
  (owner) => toInvalid("emails", "", "invalid_json", owner),
  (owner) => toInvalid("crm", '{"opportunityName": "the "best" one"}', "invalid_json", owner),
  (owner, draw) =>
    toInvalid("calls", JSON.stringify(callBody()).slice(0, 1 + below(200, draw)), "invalid_json", owner),
  (owner) => toInvalid("social", "--b--", "unsupported_media_type", owner, "multipart/form-data; boundary=b"),
  (owner, draw) =>
    draw() < 0.25
      ? toInvalid("calls", TOO_LARGE, "payload_too_large", owner)
      : toInvalid("emails", "[]", "invalid_event", owner),
];

function weatherAt(part: number): Weather {
  const isIn = ([from, to]: readonly [number, number]) => part >= from && part < to;
  return {
    isKvAway: isIn(KV_AWAY),
    d1: isIn(D1_AWAY) ? "away" : isIn(D1_OVERLOADED) ? "overloaded" : "there",
  };
}
