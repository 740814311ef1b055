import fc from "fast-check";
import { decode } from "html-entities";
import { describe, expect, it } from "vitest";

import { findAddresses } from "../../src/domain/addresses.ts";
import { createEraser } from "../../src/domain/erasure.ts";
import { isJsonObject } from "../../src/domain/json.ts";
import { understandStored } from "../../src/domain/understand.ts";
import { FULL_BODIES } from "../bodies.ts";
import { placesIn, replacedAt } from "../places.ts";

const ADDRESS = "zoë.quast@kunde.example";
const NAMES = ["Zoë Quast", "Quast, Zoë (Kunde)"];
const TOKEN = "erased-12";

// What an event is known by, what must be an address or a number, and whoever has an address (a namesake stays)
const FIXED =
  /^(eventTimestamp|eventType|duration|amount|closeDate|contactEmail|contactName|(from|to|cc|bcc|participants)\b.*)$/;
const TIMES = /^transcript\.\d+\.(startTime|endTime)$/;

const eraser = createEraser({ address: ADDRESS, names: NAMES }, TOKEN);

const escapeJson = (text: string) =>
  text.replaceAll(/[^ ]/g, (unit) => String.raw`\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
const escapeHtml = (text: string) =>
  text.replaceAll(/\P{ASCII}|[@.]/gu, (point) => `&#${point.codePointAt(0)};`);

const escaping = fc.constantFrom<(text: string) => string>(
  (text) => text,
  (text) => text.toUpperCase(),
  (text) => text.normalize("NFD"),
  encodeURIComponent,
  (text) => encodeURIComponent(encodeURIComponent(text)),
  escapeHtml,
  (text) => encodeURIComponent(escapeHtml(text)),
  escapeJson,
  (text) => JSON.stringify(JSON.stringify(text)),
  (text) => JSON.stringify({ [text]: escapeJson(text) }),
);

const planted = fc
  .tuple(
    fc.constantFrom(
      ADDRESS,
      `<${ADDRESS}>`,
      "Zoë Quast",
      "zoë \t quast",
      "Quast, Zoë",
      `Zoë Quast <${ADDRESS}>`,
    ),
    escaping,
    fc.string({ maxLength: 8 }),
    fc.string({ maxLength: 8 }),
  )
  .map(([text, escape, before, behind]) => `${before} ${escape(text)} ${behind}`);

/** A body of any kind with plants in places of its own choosing, and those places. */
const plantedBody = fc
  .constantFrom<keyof typeof FULL_BODIES>("emails", "calls", "crm", "social")
  .chain((kind) => {
    const body = { ...FULL_BODIES[kind], unknown: { list: ["Hello", { deep: "World" }] } };
    const open = placesIn(body).filter((place) => {
      const path = place.join(".");
      const isText = typeof valueAt(body, place) === "string";
      return isText && !FIXED.test(path) && !TIMES.test(path);
    });
    return fc.record({
      kind: fc.constant(kind),
      body: fc.constant(body),
      plants: fc.uniqueArray(fc.tuple(fc.constantFrom(...open), planted), {
        minLength: 1,
        maxLength: 4,
        selector: ([place]) => place.join("."),
      }),
      field: planted,
    });
  })
  .map(({ kind, body, plants, field }) => {
    let text: unknown = { ...body, customMetadata: { [field]: [field], other: 1.5 } };
    for (const [place, plant] of plants) text = replacedAt(text, place, plant);
    return { kind, before: text, places: plants.map(([place]) => place.join(".")) };
  });

function valueAt(value: unknown, [head, ...tail]: readonly (string | number)[]): unknown {
  if (head === undefined) return value;
  if (Array.isArray(value)) return valueAt(value[Number(head)], tail);
  return isJsonObject(value) ? valueAt(value[head], tail) : undefined;
}

/** The text with every escape resolved as often as there is one: another way than the one under test. */
function plain(text: string): string {
  let resolved = text;
  for (let layer = 0; layer < 8; layer++) {
    resolved = decode(resolved)
      .replaceAll(/\\u([0-9a-f]{4})/gi, (_escape, code: string) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      )
      .replaceAll(/\\(["\\/])/g, "$1")
      .replaceAll(/(?:%[0-9a-f]{2})+/gi, (escape) => {
        try {
          return decodeURIComponent(escape);
        } catch {
          return escape;
        }
      });
  }
  return resolved.normalize("NFC").toLowerCase();
}

describe("a redacted body", () => {
  it("has no form of the address or of the whole name, is understood and has nothing more to erase", () => {
    fc.assert(
      fc.property(plantedBody, ({ kind, before }) => {
        const erasure = eraser(kind, JSON.stringify(before), false);
        if (erasure.outcome !== "redact") throw new Error(`it is ${erasure.outcome}`);
        const text = plain(erasure.body);
        expect(text).not.toContain(ADDRESS);
        expect(text).not.toMatch(/zoë(?:\s|\\[nt])+quast|quast,\s*zoë/);
        expect(findAddresses(erasure.body)).not.toContain(ADDRESS);
        expect(understandStored(kind, erasure.body, false)).not.toBeNull();
        expect(eraser(kind, erasure.body, false)).toEqual({ outcome: "untouched" });
      }),
      { numRuns: 500 },
    );
  });

  it("keeps its other values", () => {
    fc.assert(
      fc.property(plantedBody, ({ kind, before, places }) => {
        const erasure = eraser(kind, JSON.stringify(before), false);
        if (erasure.outcome !== "redact") throw new Error(`it is ${erasure.outcome}`);
        const after: unknown = JSON.parse(erasure.body);
        const others = placesIn(before).filter((place) => {
          const path = place.join(".");
          const isInside = path.startsWith("customMetadata.") && path !== "customMetadata.other";
          return !isInside && typeof valueAt(before, place) !== "object" && !places.includes(path);
        });
        for (const place of others.filter(([field]) => field !== "transcript")) {
          expect(valueAt(after, place)).toEqual(valueAt(before, place));
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("erasing", () => {
  it("never fails, whatever the body is, and gives JSON for JSON", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("emails", "calls", "crm", "social", "tasks"),
        fc.oneof(fc.json({ stringUnit: "binary" }), fc.string({ unit: "binary" })),
        fc.nat(),
        (kind, text, at) => {
          const index = at % (text.length + 1);
          const body = `${text.slice(0, index)} ${ADDRESS} ${text.slice(index)}`;
          const erasure = eraser(kind, body, false);
          expect(["delete", "redact"]).toContain(erasure.outcome);
          expect(() => erasure.outcome === "redact" && JSON.parse(erasure.body)).not.toThrow();
        },
      ),
      { numRuns: 500 },
    );
  });
});
