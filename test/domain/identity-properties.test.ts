import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { identify } from "../../src/domain/identity.ts";
import type { JsonObject } from "../../src/domain/json.ts";
import { callBody, crmBody, emailBody, socialBody } from "../bodies.ts";
import { kindOf, understandAs } from "../kinds.ts";

async function idOf(kind: string, body: JsonObject, workspaceId = "wrk_1"): Promise<string> {
  return (await identify(workspaceId, kindOf(kind), understandAs(kind, body).type, body)).id;
}

// Few letters, and the signs that join parts, so that parts often meet and try to reach into one another.
const word = fc.string({
  unit: fc.constantFrom("a", "b", '"', ",", "[", "]", "\\", " ", "\n"),
  maxLength: 5,
});
const name = word.filter((text) => text.trim() !== "");
const local = fc.string({ unit: fc.constantFrom("a", "b", '"', "[", "\\", "."), minLength: 1, maxLength: 3 });
const address = local.map((text) => `${text}@example.com`);
const at = fc.constantFrom(0, 1, 60_000, 1_706_956_200_000);

type Zone = { readonly minutes: number; readonly separator: string };

const zone: fc.Arbitrary<Zone> = fc.record({
  minutes: fc.integer({ min: -14 * 60, max: 14 * 60 }),
  separator: fc.constantFrom("T", "t", " "),
});

/** The instant as a clock in that zone shows it. */
function inZone(instant: number, { minutes, separator }: Zone): string {
  const clock = new Date(instant + minutes * 60_000).toISOString().slice(0, -1).replace("T", separator);
  const sign = minutes < 0 ? "-" : "+";
  const size = Math.abs(minutes);
  return `${clock}${sign}${digits(Math.floor(size / 60))}:${digits(size % 60)}`;
}

function digits(value: number): string {
  return String(value).padStart(2, "0");
}

type Case = { readonly parts: readonly unknown[]; readonly body: JsonObject };

// For each kind: the parts that make an event what it is, and a body that has them.
const CASES = {
  emails: fc
    .record({
      at,
      from: address,
      to: address,
      subject: word,
      type: fc.constantFrom("sent", "opened", "clicked"),
    })
    .map((event): Case => ({
      parts: [event.from, event.subject.trim(), event.at, event.to, event.type],
      body: emailBody({
        eventTimestamp: new Date(event.at).toISOString(),
        eventType: event.type,
        subject: event.subject,
        from: { email: event.from },
        to: [{ email: event.to }],
      }),
    })),
  calls: fc.record({ at, title: name, first: name, said: name }).map((event): Case => ({
    parts: [event.title.trim(), event.at, event.first.trim(), event.said.trim()],
    body: callBody({
      eventTimestamp: new Date(event.at).toISOString(),
      title: event.title,
      participants: [{ name: event.first }],
      transcript: event.said,
    }),
  })),
  crm: fc.record({ id: name, type: fc.constantFrom("deal_won", "deal_lost") }).map((event): Case => ({
    parts: [event.id.trim(), event.type],
    body: crmBody({ opportunityId: event.id, eventType: event.type }),
  })),
  social: fc
    .record({
      at,
      from: name,
      to: name,
      said: name,
      type: fc.constantFrom("message_sent", "message_received"),
    })
    .map((event): Case => ({
      parts: [event.from.trim(), event.to.trim(), event.type, event.at, event.said.trim()],
      body: socialBody({
        eventTimestamp: new Date(event.at).toISOString(),
        eventType: event.type,
        from: { name: event.from },
        to: [{ name: event.to }],
        body: { text: event.said },
      }),
    })),
} as const;

describe.each(Object.entries(CASES))("the id of %s", (kind, event: fc.Arbitrary<Case>) => {
  it("is the same for two events just when all their parts are", async () => {
    await fc.assert(
      fc.asyncProperty(event, event, async (one, other) => {
        const isSame = JSON.stringify(one.parts) === JSON.stringify(other.parts);
        expect((await idOf(kind, one.body)) === (await idOf(kind, other.body))).toBe(isSame);
      }),
      { numRuns: 1_000 },
    );
  });

  it("does not change with the order of fields", async () => {
    await fc.assert(
      fc.asyncProperty(event, fc.infiniteStream(fc.nat()), async ({ body }, ranks) => {
        expect(await idOf(kind, shuffled(body, ranks))).toBe(await idOf(kind, body));
      }),
    );
  });

  it("does not change with the zone that its time is written in", async () => {
    await fc.assert(
      fc.asyncProperty(event, zone, async ({ body }, written) => {
        const instant = Date.parse(String(body["eventTimestamp"]));
        const moved = { ...body, eventTimestamp: inZone(instant, written) };
        expect(await idOf(kind, moved)).toBe(await idOf(kind, body));
      }),
    );
  });

  it("does not change with fields that nobody knows", async () => {
    const unknown = fc.string().filter((field) => !kindOf(kind).hasField(undefined, [field]));
    await fc.assert(
      fc.asyncProperty(event, fc.dictionary(unknown, fc.jsonValue()), async ({ body }, extra) => {
        expect(await idOf(kind, { ...extra, ...body })).toBe(await idOf(kind, body));
      }),
    );
  });

  it("is another one in another workspace", async () => {
    await fc.assert(
      fc.asyncProperty(event, async ({ body }) => {
        expect(await idOf(kind, body, "wrk_2")).not.toBe(await idOf(kind, body));
      }),
    );
  });

  it("depends, with an eventId, on that alone", async () => {
    await fc.assert(
      fc.asyncProperty(event, event, name, name, async (one, other, first, second) => {
        const ids = await Promise.all([
          idOf(kind, { ...one.body, eventId: first }),
          idOf(kind, { ...other.body, eventId: second }),
        ]);
        expect(ids[0] === ids[1]).toBe(first.trim() === second.trim());
      }),
    );
  });
});

describe("the id of an email", () => {
  it("does not change with the case of its addresses, nor with names beside them", async () => {
    const cases = fc.array(fc.boolean(), { minLength: 40, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(address, address, cases, fc.boolean(), async (from, to, isUpper, hasName) => {
        const written = (email: string) => {
          const mixed = Array.from(email, (c, index) => (isUpper[index] === true ? c.toUpperCase() : c)).join(
            "",
          );
          return hasName ? `Some One < ${mixed} >` : ` ${mixed}\t`;
        };
        const plain = emailBody({ from: { email: from }, to: [{ email: to }] });
        const other = emailBody({ from: { email: written(from) }, to: [{ email: written(to) }] });
        expect(await idOf("emails", other)).toBe(await idOf("emails", plain));
      }),
    );
  });

  it("does not change with how the accents of its subject are written", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme" }), async (subject) => {
        const composed = await idOf("emails", emailBody({ subject: subject.normalize("NFC") }));
        expect(await idOf("emails", emailBody({ subject: subject.normalize("NFD") }))).toBe(composed);
      }),
    );
  });
});

describe("the id of a call", () => {
  it("is the same for turns and for their texts as lines", async () => {
    const text = fc.string({ unit: "grapheme", minLength: 1 }).filter((said) => said.trim() !== "");
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1 }), async (texts) => {
        const turns = callBody({ transcript: texts.map((said) => ({ speaker: "Ann", text: said })) });
        const lines = callBody({ transcript: texts.join("\n") });
        expect(await idOf("calls", turns)).toBe(await idOf("calls", lines));
      }),
    );
  });

  it("depends on the first hundred code points of its transcript and on no others", async () => {
    const unit = fc.constantFrom("a", "b", "\u{1f600}", "\u{1f601}", "é");
    const hundred = fc.array(unit, { minLength: 100, maxLength: 100 }).map((units) => units.join(""));
    await fc.assert(
      fc.asyncProperty(hundred, hundred, fc.string(), async (one, other, tail) => {
        const id = await idOf("calls", callBody({ transcript: one }));
        expect(await idOf("calls", callBody({ transcript: `${one}z${tail}` }))).toBe(id);
        expect((await idOf("calls", callBody({ transcript: other }))) === id).toBe(one === other);
      }),
    );
  });
});

/** The value with the fields of every object in it in another order. */
function shuffled(value: JsonObject, ranks: fc.Stream<number>): JsonObject {
  const ranked = Object.entries(value).map((entry) => ({ entry, rank: ranks.next().value ?? 0 }));
  const entries = ranked
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ entry: [key, inner] }) => [key, inner] as const);
  return Object.fromEntries(
    entries.map(([key, inner]) => [key, isFields(inner) ? shuffled(inner, ranks) : inner]),
  );
}

function isFields(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
