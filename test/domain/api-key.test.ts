import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  databaseNumberOfKey,
  isPlausibleApiKey,
  isScope,
  SCOPES,
  shownPrefix,
  toApiKey,
} from "../../src/domain/api-key.ts";

const apiKey = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toApiKey);
const keyCharacter = fc.constantFrom(
  ...Array.from({ length: 95 }, (_none, code) => String.fromCharCode(32 + code)),
);

describe("an API key", () => {
  it("has a prefix to know it by and 49 letters and digits, for any 32 bytes", () => {
    fc.assert(
      fc.property(apiKey, (key) => {
        expect(key).toMatch(/^tl_[0-9A-Za-z]{49}$/);
      }),
    );
    expect(toApiKey(new Uint8Array(32))).toMatch(/^tl_0{43}[0-9A-Za-z]{6}$/);
    expect(toApiKey(new Uint8Array(32).fill(255))).toMatch(/^tl_[0-9A-Za-z]{49}$/);
  });

  it("is another one for other bytes", () => {
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(bytes, bytes, (one, other) => {
        fc.pre(!one.every((byte, index) => byte === other[index]));
        expect(toApiKey(one)).not.toBe(toApiKey(other));
      }),
    );
  });

  it("is plausible as it was made", () => {
    fc.assert(
      fc.property(apiKey, (key) => {
        expect(isPlausibleApiKey(key)).toBe(true);
      }),
    );
  });

  it("is not plausible with any one character changed", () => {
    fc.assert(
      fc.property(apiKey, fc.nat({ max: 51 }), keyCharacter, (key, index, character) => {
        fc.pre(key[index] !== character);
        expect(isPlausibleApiKey(key.slice(0, index) + character + key.slice(index + 1))).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it("is not plausible with two neighbours swapped", () => {
    fc.assert(
      fc.property(apiKey, fc.nat({ max: 50 }), (key, index) => {
        const [one = "", other = ""] = [key[index], key[index + 1]];
        fc.pre(one !== other);
        expect(isPlausibleApiKey(key.slice(0, index) + other + one + key.slice(index + 2))).toBe(false);
      }),
    );
  });

  it("is not plausible when it is cut or grows", () => {
    fc.assert(
      fc.property(apiKey, fc.integer({ min: 20, max: 51 }), (key, length) => {
        expect(isPlausibleApiKey(key.slice(0, length))).toBe(false);
        expect(isPlausibleApiKey(`${key}0`)).toBe(false);
      }),
    );
  });

  it.each([
    "",
    "tl_",
    "sk_live_1",
    "Bearer tl_demo",
    "tl_Demo",
    "tl_demo1",
    "tl_abcdefghijklmnopq",
    "tl_demo\n",
  ])("is not %j", (text) => {
    expect(isPlausibleApiKey(text)).toBe(false);
  });

  it("may be a short one made by hand, for a local workspace", () => {
    expect(isPlausibleApiKey("tl_demo")).toBe(true);
  });

  it("is shown by nine characters", () => {
    const key = toApiKey(new Uint8Array(32).fill(7));
    expect(shownPrefix(key)).toBe(key.slice(0, 9));
  });
});

describe("a scope", () => {
  it("is one of three words", () => {
    expect(SCOPES.every(isScope)).toBe(true);
    expect(["", "write", "INGEST", null, 1].some(isScope)).toBe(false);
  });
});

describe("a key of a further database", () => {
  const database = fc.integer({ min: 2, max: 99 });
  const secret = fc.uint8Array({ minLength: 32, maxLength: 32 });

  it("says its number, and is plausible as such only", () => {
    fc.assert(
      fc.property(secret, database, database, (random, number, other) => {
        const key = toApiKey(random, number);
        expect(key).toMatch(new RegExp(`^tl${number}_`));
        expect([isPlausibleApiKey(key), databaseNumberOfKey(key)]).toEqual([true, number]);
        expect(isPlausibleApiKey(key.replace(/^tl\d+/, "tl"))).toBe(false);
        expect(isPlausibleApiKey(key.replace(/^tl\d+/, `tl${other}`))).toBe(number === other);
      }),
    );
  });

  it.each(["tl0", "tl1", "tl02", "tl100", "tl-2", "TL2"])("is none that begins with %s", (prefix) => {
    const key = toApiKey(new Uint8Array(32).fill(7));
    expect(isPlausibleApiKey(key.replace("tl", prefix))).toBe(false);
  });

  it("is shown as far as any other", () => {
    const key = toApiKey(new Uint8Array(32).fill(7), 12);
    expect(shownPrefix(key)).toBe(key.slice(0, 9));
  });

  it("is told by its form alone", () => {
    expect(databaseNumberOfKey(toApiKey(new Uint8Array(32)))).toBe(1);
    expect(databaseNumberOfKey("tl2_cut")).toBe(1);
  });
});
