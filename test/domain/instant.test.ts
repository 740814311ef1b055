import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { isDateOnly, readInstant } from "../../src/domain/instant.ts";

const AT = Date.UTC(2024, 1, 3, 10, 30);

describe("an instant", () => {
  it.each([
    ["2024-02-03T10:30:00Z", AT],
    ["2024-02-03T10:30:00.5Z", AT + 500],
    ["2024-02-03T10:30:00.123456789Z", AT + 123],
    ["2024-02-03T12:30:00+02:00", AT],
    ["2024-02-03T05:00-0530", AT],
    ["2024-02-03T12:30:00 +02", AT],
    ["2024-02-29T00:00:00Z", Date.UTC(2024, 1, 29)],
    ["0000-01-01T00:00:00Z", -62_167_219_200_000],
    ["9999-12-31T23:59:59.999Z", Date.UTC(9999, 11, 31, 23, 59, 59, 999)],
  ])("is read from %s with its zone", (text, at) => {
    expect(readInstant(text)).toEqual({ at, zoned: true });
  });

  it.each([
    ["2024-02-03T10:30:00", AT],
    ["2024-02-03 10:30", AT],
    ["2024-02-03", Date.UTC(2024, 1, 3)],
    ["  2024-02-03\n", Date.UTC(2024, 1, 3)],
  ])("is read from %s as UTC, and says that no zone was named", (text, at) => {
    expect(readInstant(text)).toEqual({ at, zoned: false });
  });

  it.each([
    "",
    "now",
    "03/04/2024",
    "1706956200",
    "2024-2-3",
    "2024-02-30",
    "2023-02-29T00:00:00Z",
    "2024-13-01",
    "2024-00-10",
    "2024-02-03T24:00:00Z",
    "2024-02-03T10:60:00Z",
    "2024-02-03T10:30:61Z",
    "2024-02-03T10Z",
    "2024-02-03T10:30:00+24:00",
    "2024-02-03T10:30:00+02:60",
    "2024-02-03T10:30:00ZZ",
    "2024-02-03T10:30:00.Z",
    "2024-02-03Z",
    "+002024-02-03T10:30:00Z",
    "Sat, 03 Feb 2024 10:30:00 GMT",
    "2024-W05-6",
  ])("is not read from %j", (text) => {
    expect(readInstant(text)).toBeNull();
  });

  it("is what was written, for every instant of the years 0 to 9999", () => {
    const years = { min: new Date("0000-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59.999Z") };
    fc.assert(
      fc.property(fc.date({ ...years, noInvalidDate: true }), (date) => {
        expect(readInstant(date.toISOString())).toEqual({ at: date.getTime(), zoned: true });
      }),
    );
  });
});

describe("a date alone", () => {
  it.each([
    ["2026-03-31", true],
    [" 2026-03-31 ", true],
    ["2026-03-31T00:00", false],
    ["2026-03", false],
  ])("%j: %s", (text, expected) => {
    expect(isDateOnly(text)).toBe(expected);
  });
});
