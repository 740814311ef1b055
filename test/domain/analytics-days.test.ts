import { describe, expect, it } from "vitest";

import { beginOf, dayAt, toDate } from "../../src/domain/analytics/local-days.ts";

// Berlin around 2024: an hour ahead, two in summer.
const HOUR_MS = 3_600_000;
const OFFSETS = [
  { fromAt: Date.parse("2023-10-29T01:00:00Z"), offsetMs: HOUR_MS },
  { fromAt: Date.parse("2024-03-31T01:00:00Z"), offsetMs: 2 * HOUR_MS },
  { fromAt: Date.parse("2024-10-27T01:00:00Z"), offsetMs: HOUR_MS },
];

describe("a day of a time zone", () => {
  it.each([
    ["2024-01-31T22:59:59.999Z", "2024-01-31"],
    ["2024-01-31T23:00:00Z", "2024-02-01"],
    ["2024-07-31T21:59:59.999Z", "2024-07-31"],
    ["2024-07-31T22:00:00Z", "2024-08-01"],
    ["2024-10-27T22:59:59.999Z", "2024-10-27"],
    ["2020-01-01T23:30:00Z", "2020-01-01"],
  ])("has %s on %s", (at, date) => {
    expect(toDate(dayAt(Date.parse(at), OFFSETS))).toBe(date);
  });

  it.each([
    ["2024-02-01", "2024-01-31T23:00:00.000Z"],
    ["2024-03-31", "2024-03-30T23:00:00.000Z"],
    ["2024-04-01", "2024-03-31T22:00:00.000Z"],
    ["2024-10-28", "2024-10-27T23:00:00.000Z"],
    ["2020-01-01", "2020-01-01T00:00:00.000Z"],
  ])("begins, on %s, at %s", (date, at) => {
    const day = Date.parse(date) / 86_400_000;
    expect(new Date(beginOf(day, OFFSETS)).toISOString()).toBe(at);
    expect(dayAt(beginOf(day, OFFSETS) - 1, OFFSETS)).toBe(day - 1);
  });

  it("begins with the clock that is put forward where there is no midnight", () => {
    const offsets = [{ fromAt: Date.parse("2024-04-26T00:00:00Z"), offsetMs: HOUR_MS }];
    expect(new Date(beginOf(Date.parse("2024-04-26") / 86_400_000, offsets)).toISOString()).toBe(
      "2024-04-26T00:00:00.000Z",
    );
  });
});
