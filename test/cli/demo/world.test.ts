import { describe, expect, it } from "vitest";

import { CAMPAIGNS } from "../../../src/cli/demo/campaigns.ts";
import { DAY_MS, HOUR_MS } from "../../../src/cli/demo/calendar.ts";
import { type DemoEvent, toText } from "../../../src/cli/demo/event.ts";
import { REPS } from "../../../src/cli/demo/people.ts";
import { makeWorld } from "../../../src/cli/demo/world.ts";
import { identify } from "../../../src/domain/identity.ts";
import { findImportedKind, findKind, KINDS } from "../../../src/domain/kinds/registry.ts";
import { type Meaning, understandText } from "../../../src/domain/understand.ts";

const WISH = { seed: "acme", until: Date.UTC(2026, 10, 21), events: 5500 };
const WORLD = makeWorld(WISH);
const TEXTS = WORLD.events.map(toText);
const OWN = new Set(REPS.map(({ email }) => email));

function read(event: DemoEvent): Meaning {
  const kind = findImportedKind(event.type);
  const reading = kind === null ? null : understandText(kind, toText(event), { isStrict: false });
  if (reading?.ok !== true) throw new Error(`${toText(event).slice(0, 300)}: ${JSON.stringify(reading)}`);
  return reading.meaning;
}

const MEANINGS = WORLD.events.map(read);

function ofType(...types: readonly string[]): readonly DemoEvent[] {
  return WORLD.events.filter(({ body }) => types.includes(body.eventType));
}

function ids(): Promise<readonly string[]> {
  return Promise.all(
    MEANINGS.map(
      async ({ kind, body, understood }) => (await identify("wrk", kind, understood.type, body)).id,
    ),
  );
}

function stageAt(type: string): ReadonlyMap<unknown, number> {
  return new Map(ofType(type).map(({ at, body }) => [body["opportunityId"], at]));
}

const CAMPAIGN_BY_CONVERSATION = new Map(
  ofType("sent").map(({ body }) => [body["conversationId"], body["campaignId"]]),
);

/** By campaign, whom it was sent to, or who answered it by themselves. */
function peopleOf(campaign: string, type: "sent" | "reply"): ReadonlySet<string> {
  const bodies = ofType(type)
    .map(({ body }) => body)
    .filter(({ headers, conversationId }) => {
      return headers === undefined && CAMPAIGN_BY_CONVERSATION.get(conversationId) === campaign;
    });
  return new Set(bodies.map(({ from, to }) => JSON.stringify(type === "sent" ? to : [from])));
}

describe("the demo's world", () => {
  it("is the same to the byte for the same seed, and another for another", () => {
    const again = makeWorld(WISH);
    expect(again.events.map(toText)).toEqual(TEXTS);
    expect([again.repeats.map(toText), again.mistakes]).toEqual([WORLD.repeats.map(toText), WORLD.mistakes]);
    const other = new Set(makeWorld({ ...WISH, seed: "other" }).events.map(toText));
    expect(TEXTS.filter((text) => other.has(text))).toEqual([]);
  });

  it("only grows within a week", () => {
    const earlier = makeWorld({ ...WISH, until: WISH.until - DAY_MS }).events.map(toText);
    expect(earlier.length).toBeLessThan(TEXTS.length);
    expect(TEXTS.slice(0, earlier.length)).toEqual(earlier);
  });

  it("has about as many events as wanted, 4,000 to 6,000 by default", () => {
    expect(TEXTS.length).toBeGreaterThan(4000);
    expect(TEXTS.length).toBeLessThan(6000);
    const small = makeWorld({ ...WISH, events: 200 }).events.length;
    expect(small).toBeGreaterThan(100);
    expect(small).toBeLessThan(300);
  });

  it("lies in 13 weeks and the days of a further one", () => {
    const { startsAt, endsAt } = WORLD.period;
    expect([new Date(startsAt), new Date(endsAt)]).toEqual([new Date("2026-08-17"), new Date("2026-11-21")]);
    const times = MEANINGS.map(({ understood }) => understood.occurredAt);
    expect(times.toSorted((a, b) => a - b)).toEqual(times);
    expect(times[0]).toBeGreaterThanOrEqual(startsAt);
    expect(times.at(-1)).toBeLessThan(endsAt);
  });

  it("gives each event an identity of its own", async () => {
    expect(new Set(await ids()).size).toBe(TEXTS.length);
  });

  it("has every sub-type", () => {
    const types = KINDS.flatMap((kind) => Object.keys(kind.types));
    expect(types.filter((type) => ofType(type).length === 0)).toEqual([]);
  });

  it("warns of nothing but a few times without a zone, amounts with a sign and transcripts of other forms", () => {
    const counts: Record<string, number> = {};
    for (const { code } of MEANINGS.flatMap(({ understood }) => understood.warnings)) {
      counts[code] = (counts[code] ?? 0) + 1;
    }
    expect(Object.keys(counts).toSorted()).toEqual(["assumed_utc", "number", "transcript"]);
    expect(Math.max(...Object.values(counts))).toBeLessThan(25);
  });

  it("repeats events, one of them with another content", () => {
    const differing = WORLD.repeats.map(toText).filter((text) => !TEXTS.includes(text));
    expect(WORLD.repeats.length).toBeGreaterThan(10);
    expect(differing).toHaveLength(1);
  });

  it("has mistakes that are all refused", () => {
    const readings = WORLD.mistakes.map(({ kind, text }) => {
      const found = findKind(kind);
      return found === null ? null : understandText(found, text, { isStrict: false }).ok;
    });
    expect(readings).toEqual(WORLD.mistakes.map(() => false));
  });
});

describe("its campaigns", () => {
  it("are answered as often as each says, from 2 to 18 of a hundred", () => {
    const rates = CAMPAIGNS.map(({ id, replyRate }) => {
      const contacted = peopleOf(id, "sent");
      const answered = [...peopleOf(id, "reply")].filter((person) => contacted.has(person));
      return { replyRate, rate: answered.length / contacted.size };
    });
    expect(rates.map(({ replyRate }) => replyRate).toSorted((a, b) => a - b)).toEqual([
      0.02, 0.05, 0.09, 0.12, 0.18,
    ]);
    for (const { replyRate, rate } of rates) expect(Math.abs(rate - replyRate)).toBeLessThan(0.04);
  });

  it("get answers after what they answer, while people work", () => {
    const firstSent = new Map<unknown, number>();
    for (const { at, body } of ofType("sent")) {
      if (!firstSent.has(body["conversationId"])) firstSent.set(body["conversationId"], at);
    }
    const early = ofType("reply").filter(
      ({ at, body }) =>
        body["conversationId"] !== undefined && !(at > (firstSent.get(body["conversationId"]) ?? at)),
    );
    expect(early).toEqual([]);
  });

  it("get out-of-office answers in several languages", () => {
    const subjects = ofType("reply")
      .filter(({ body }) => body["headers"] !== undefined)
      .map(({ body }) => String(body["subject"]).split(/ ?:/)[0]);
    expect(subjects.length).toBeGreaterThan(25);
    expect(new Set(subjects).size).toBeGreaterThan(4);
  });
});

describe("its calls", () => {
  const transcripts = MEANINGS.filter(({ understood }) => understood.type === "transcript");

  it("have 60 to 200 turns in 15 to 45 minutes, with questions on both sides", () => {
    const calls = transcripts.map(({ understood }) => understood.facts(null).call);
    expect(calls.length).toBeGreaterThan(20);
    for (const call of calls) {
      expect(call?.turns).toBeGreaterThanOrEqual(60);
      expect(call?.turns).toBeLessThanOrEqual(200);
      expect(call?.durationSeconds).toBeGreaterThanOrEqual(15 * 60);
      expect(call?.durationSeconds).toBeLessThanOrEqual(45 * 60);
      expect(call?.speakers.filter(({ questions }) => questions > 0).length).toBeGreaterThan(1);
    }
  });

  it("are sent as turns with times, some as lines of text and one as WebVTT", () => {
    const forms = ofType("transcript").map(({ body: { transcript } }) => {
      if (typeof transcript !== "string") return "turns";
      return transcript.startsWith("WEBVTT") ? "captions" : "lines";
    });
    expect(forms.filter((form) => form === "captions")).toHaveLength(1);
    expect(forms.filter((form) => form === "lines").length).toBeGreaterThan(3);
    expect(forms.filter((form) => form === "turns").length).toBeGreaterThan(forms.length / 2);
  });

  it("are scheduled before they are held", () => {
    const scheduled = new Map<unknown, number>();
    for (const { at, body } of ofType("scheduled")) {
      if (!scheduled.has(body["title"])) scheduled.set(body["title"], at);
    }
    const held = ofType("transcript", "completed", "missed");
    expect(held.filter(({ at, body }) => !(at > (scheduled.get(body["title"]) ?? at)))).toEqual([]);
  });
});

describe("its deals", () => {
  it("go from the meeting over the opportunity to their end, weeks later", () => {
    const [met, created] = [stageAt("meeting_booked"), stageAt("opportunity_created")];
    const ended = [...stageAt("deal_won"), ...stageAt("deal_lost")];
    expect(ended.length).toBeGreaterThan(8);
    for (const [id, at] of created) expect(at).toBeGreaterThan(met.get(id) ?? Infinity);
    for (const [id, at] of ended) expect(at).toBeGreaterThan((created.get(id) ?? Infinity) + 7 * DAY_MS);
  });

  it("are mostly in dollars, some in euros", () => {
    const amounts = MEANINGS.filter(({ understood }) => understood.type.startsWith("deal_")).map(
      ({ understood }) => understood.event,
    );
    const currencies = amounts.map((event) => Reflect.get(event, "currency"));
    expect(new Set(currencies)).toEqual(new Set(["USD", "EUR"]));
    expect(amounts.filter((event) => typeof Reflect.get(event, "amount") !== "number")).toEqual([]);
  });
});

describe("its team", () => {
  it("works on weekdays between eight and eighteen o'clock", () => {
    const zones = new Map(REPS.map(({ email, zoneHours }) => [email, zoneHours]));
    const odd = ofType("sent", "message_sent", "connection_sent").filter(({ at, body }) => {
      const { email }: { readonly email?: unknown } = Object(body["from"]);
      const local = new Date(at + (zones.get(String(email)) ?? NaN) * HOUR_MS);
      const isWeekday = local.getUTCDay() > 0 && local.getUTCDay() < 6;
      return !OWN.has(String(email)) || !isWeekday || local.getUTCHours() < 8 || local.getUTCHours() >= 18;
    });
    expect(odd).toEqual([]);
  });
});
