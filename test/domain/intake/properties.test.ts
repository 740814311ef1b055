import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { identify } from "../../../src/domain/identity.ts";
import { normalize } from "../../../src/domain/intake/normalize.ts";
import { isJsonObject, type JsonObject } from "../../../src/domain/json.ts";
import { understand } from "../../../src/domain/understand.ts";
import { BODIES } from "../../bodies.ts";
import { kindOf } from "../../kinds.ts";
import { HOSTILE_VALUES } from "../../hostile-values.ts";
import { QUIRKS } from "../../quirks.ts";

type Sent = { readonly kind: string; readonly body: JsonObject };

const KIND_NAMES = ["emails", "calls", "crm", "social"] as const;

// What senders put into fields, each in any field of any kind.
const VALUES: readonly unknown[] = [
  ...QUIRKS.flatMap(({ body }) => (isJsonObject(body) ? Object.values(body) : [])),
  ...Object.values(HOSTILE_VALUES)
    .map((text): unknown => JSON.parse(text))
    .filter((value) => JSON.stringify(value).length < 5_000),
];

const NAMES = [
  "from.email",
  "to[0].email",
  "to[]",
  "to.0",
  "body.text",
  "transcript[0].text",
  "cc[0].email",
  "customMetadata[0]",
  "customMetadata.a",
  "to[0][x].y",
];

const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...VALUES) },
  { weight: 1, arbitrary: fc.jsonValue() },
  { weight: 1, arbitrary: fc.jsonValue().map((inner) => JSON.stringify(inner)) },
  {
    weight: 1,
    arbitrary: fc.string({ unit: fc.constantFrom("a", "@", ",", ";", "<", ">", '"', " ", ".", "1", ":") }),
  },
);

/** A body of the contract with some of its fields as a sender may have them, or gone. */
const sent: fc.Arbitrary<Sent> = fc.constantFrom(...KIND_NAMES).chain((kind) => {
  const whole = { duration: 1, closeDate: "2024-02-03", cc: [], ...BODIES[kind]() };
  const names = [...Object.keys(whole), ...NAMES, "text", "html", "stage"];
  const changes = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 5 });
  return fc
    .record({ changes, gone: fc.subarray(names, { maxLength: 3 }) })
    .map(({ changes: changed, gone }) => ({
      kind,
      body: Object.fromEntries(
        Object.entries({ ...whole, ...changed }).filter(([name]) => !gone.includes(name)),
      ),
    }));
});

/** Bodies in the contract's own form, whatever their words. */
const word = fc
  .string({ minLength: 1 })
  .filter((text) => /^[^\s"[{]/.test(text) && !/^(?:null|undefined|n\/a)\s*$/i.test(text));
const person = fc.record({ email: fc.constant("a@b.c"), name: word }, { requiredKeys: ["email"] });
const contractTrue: fc.Arbitrary<Sent> = fc
  .record({
    word,
    person,
    people: fc.array(person, { minLength: 1 }),
    at: fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date("2100-01-01") })
      .map((date) => date.toISOString()),
    metadata: fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }),
    turns: fc.array(fc.record({ speaker: fc.option(word), text: word, startTime: fc.nat() }), {
      minLength: 1,
    }),
    number: fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }),
    extra: fc.dictionary(
      fc.string().filter((name) => name.startsWith("x")),
      fc.jsonValue(),
    ),
    kind: fc.constantFrom(...KIND_NAMES),
  })
  .map((given) => {
    const common = { ...given.extra, eventTimestamp: given.at, customMetadata: given.metadata };
    const message = { from: given.person, to: given.people, body: { text: given.word } };
    const own = {
      emails: { eventType: "sent", subject: given.word, cc: given.people, ...message },
      calls: {
        eventType: "transcript",
        title: given.word,
        participants: given.people,
        transcript: given.turns,
        duration: given.number,
      },
      crm: {
        eventType: "deal_won",
        opportunityId: given.word,
        opportunityName: given.word,
        amount: given.number,
        stage: given.word,
      },
      social: { eventType: "message_sent", ...message },
    };
    return { kind: given.kind, body: { ...common, ...own[given.kind] } };
  });

async function idOf(kind: string, body: JsonObject, isStrict: boolean): Promise<string | null> {
  const reading = understand(kindOf(kind), body, { isStrict });
  if (!reading.ok) return null;
  const { understood, body: identified } = reading.meaning;
  return (await identify("wrk_1", kindOf(kind), understood.type, identified)).id;
}

describe("normalizing", () => {
  it("twice is the same as once", () => {
    fc.assert(
      fc.property(sent, ({ kind, body }) => {
        const once = normalize(kindOf(kind), body);
        if (once.faults.length > 0) return;
        const twice = normalize(kindOf(kind), once.fields);
        expect(twice.fields).toEqual(once.fields);
        expect(twice.warnings).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it("leaves a body in the contract's form as it is, without a warning", () => {
    fc.assert(
      fc.property(contractTrue, ({ kind, body }) => {
        const { fields, warnings, unclear } = normalize(kindOf(kind), body);
        expect(fields).toBe(body);
        expect({ warnings, unclear }).toEqual({ warnings: [], unclear: {} });
        const strict = understand(kindOf(kind), body, { isStrict: true });
        const lenient = understand(kindOf(kind), body);
        if (!strict.ok || !lenient.ok) throw new Error("the body was refused");
        expect(lenient.meaning.understood.event).toEqual(strict.meaning.understood.event);
      }),
      { numRuns: 300 },
    );
  });

  it("leaves the body that was sent alone", () => {
    fc.assert(
      fc.property(sent, ({ kind, body }) => {
        const before = JSON.stringify(body);
        normalize(kindOf(kind), body);
        expect(JSON.stringify(body)).toBe(before);
      }),
    );
  });

  it("refuses nothing that the contract takes, and gives it no other id", async () => {
    await fc.assert(
      fc.asyncProperty(sent, async ({ kind, body }) => {
        const strict = await idOf(kind, body, true);
        fc.pre(strict !== null);
        expect(await idOf(kind, body, false)).toBe(strict);
      }),
      { numRuns: 2_000 },
    );
  });

  it("fails on nothing", () => {
    fc.assert(
      fc.property(fc.constantFrom(...KIND_NAMES), fc.jsonValue(), (kind, body) => {
        expect(() => understand(kindOf(kind), body)).not.toThrow();
      }),
    );
  });
});

describe("the id of an event", () => {
  it("is that of the event inside, whatever is wrapped around it", async () => {
    await fc.assert(
      fc.asyncProperty(
        contractTrue,
        fc.array(fc.boolean(), { maxLength: 4 }),
        async ({ kind, body }, layers) => {
          let wrapped: unknown = body;
          for (const isText of layers) wrapped = isText ? JSON.stringify(wrapped) : [wrapped];
          const reading = understand(kindOf(kind), wrapped);
          if (!reading.ok) throw new Error("the body was refused");
          const { understood, body: identified } = reading.meaning;
          const { id } = await identify("wrk_1", kindOf(kind), understood.type, identified);
          expect(id).toBe(await idOf(kind, body, true));
        },
      ),
    );
  });

  it("is the same for dotted names as for what they stand for", async () => {
    await fc.assert(
      fc.asyncProperty(contractTrue, async ({ kind, body }) => {
        const flat = Object.entries(body).flatMap(([name, inner]) =>
          OWN.has(name) ? flatten(name, inner) : [[name, inner] as const],
        );
        expect(await idOf(kind, Object.fromEntries(flat), false)).toBe(await idOf(kind, body, true));
      }),
    );
  });
});

const OWN = new Set(["from", "to", "body", "participants", "transcript"]);

function flatten(name: string, inner: unknown): (readonly [string, unknown])[] {
  if (Array.isArray(inner)) return inner.flatMap((item, index) => flatten(`${name}[${index}]`, item));
  if (!isJsonObject(inner)) return [[name, inner]];
  return Object.entries(inner).flatMap(([key, value_]) => flatten(`${name}.${key}`, value_));
}
