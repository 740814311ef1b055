import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { isTimeZone, zoneOffsets } from "../../src/domain/time-zone.ts";

const HOUR_MS = 3_600_000;

describe("the offsets of a time zone", () => {
  it("are none for UTC", () => {
    expect(zoneOffsets("UTC")).toEqual([]);
  });

  it("change when summer time begins and ends", () => {
    const year = zoneOffsets("Europe/Berlin").filter(
      ({ fromAt }) => new Date(fromAt).getUTCFullYear() === 2024,
    );
    expect(year).toEqual([
      { fromAt: Date.UTC(2024, 2, 31, 1), offsetMs: 2 * HOUR_MS },
      { fromAt: Date.UTC(2024, 9, 27, 1), offsetMs: HOUR_MS },
    ]);
  });

  it.each(["America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca"])(
    "give the date of any moment in %s",
    (timeZone) => {
      const offsets = zoneOffsets(timeZone);
      const format = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
      const instant = fc.integer({ min: Date.UTC(1970, 0), max: Date.UTC(2099, 11, 30) });
      fc.assert(
        fc.property(instant, (at) => {
          const offset = offsets.findLast(({ fromAt }) => fromAt <= at)?.offsetMs ?? 0;
          expect(new Date(at + offset).toISOString().slice(0, 10)).toBe(format.format(at));
        }),
        { numRuns: 500 },
      );
    },
  );
});

it("knows names of time zones from other words", () => {
  expect(["Europe/Berlin", "UTC", "Mars/Olympus", ""].map(isTimeZone)).toEqual([true, true, false, false]);
});
