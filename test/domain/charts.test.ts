import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  daysPerColumn,
  HEIGHT,
  inGroups,
  toAxis,
  toPoints,
  toShares,
  toStacks,
} from "../../src/console/charts/marks.ts";

describe("an axis", () => {
  it.each([
    [[], { top: 1, named: [0, 1] }],
    [[0, 0], { top: 1, named: [0, 1] }],
    [[null, null], { top: 1, named: [0, 1] }],
    [[1], { top: 1, named: [0, 1] }],
    [[2, null, 3], { top: 3, named: [0, 1, 2, 3] }],
    [[163], { top: 200, named: [0, 50, 100, 150, 200] }],
    [[1_234_567], { top: 1_500_000, named: [0, 500_000, 1_000_000, 1_500_000] }],
  ])("of %j names whole numbers and ends at one of them", (values, axis) => {
    expect(toAxis(values)).toEqual(axis);
  });

  it("has room for all values and few names, whatever they are", () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat()), { maxLength: 366 }), (values) => {
        const { top, named } = toAxis(values);
        expect(top).toBeGreaterThanOrEqual(Math.max(1, ...values.map((value) => value ?? 0)));
        expect(named.length).toBeLessThanOrEqual(7);
        expect(named[0]).toBe(0);
      }),
    );
  });
});

describe("columns", () => {
  it("stand on each other, each as high as its value", () => {
    const [below, above] = toStacks(
      [
        [1, 0],
        [3, null],
      ],
      4,
    );
    expect(below).toEqual([
      { x: 9.09, middle: 27.27, end: 45.45, y: 120, width: 36.36, height: 40 },
      { x: 54.55, middle: 72.73, end: 90.91, y: 160, width: 36.36, height: 0 },
    ]);
    expect(above?.map(({ y, height }) => ({ y, height }))).toEqual([
      { y: 0, height: 120 },
      { y: 160, height: 0 },
    ]);
  });

  it("are none where there are no places", () => {
    expect(toStacks([[], []], 1)).toEqual([[], []]);
    expect(toPoints([], 1)).toEqual([]);
  });

  it("stay within the chart and apart from each other, for any values of up to 366 places", () => {
    const places = fc.integer({ min: 1, max: 366 });
    fc.assert(
      fc.property(places, fc.integer({ min: 1, max: 4 }), fc.nat(), (count, series, value) => {
        const values = Array.from({ length: series }, () => Array.from({ length: count }, () => value));
        const { top } = toAxis([value * series]);
        for (const marks of toStacks(values, top)) {
          expect(marks).toHaveLength(count);
          for (const [index, { x, y, width, height }] of marks.entries()) {
            expect(width).toBeGreaterThan(0);
            expect(x).toBeGreaterThanOrEqual(0);
            expect(x + width).toBeLessThanOrEqual(marks[index + 1]?.x ?? 100);
            expect(y).toBeGreaterThanOrEqual(0);
            expect(y + height).toBeLessThanOrEqual(HEIGHT + 0.02);
          }
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe("points", () => {
  it("leave a gap where there is no value, which 0 is", () => {
    expect(toPoints([null, 0, 10], 10).map((point) => point?.y ?? null)).toEqual([null, HEIGHT, 0]);
  });
});

describe("bars", () => {
  it.each([
    [[], []],
    [
      [null, null],
      [0, 0],
    ],
    [
      [0, 0],
      [0, 0],
    ],
    [
      [3, 1, null],
      [100, 33.33, 0],
    ],
  ])("of %j take %j hundredths of the width", (values, shares) => {
    expect(toShares(values)).toEqual(shares);
  });
});

describe("groups of days", () => {
  it.each([
    [1, 1],
    [60, 1],
    [61, 7],
    [366, 7],
  ])("for %i days are of %i", (days, size) => {
    expect(daysPerColumn(days)).toBe(size);
  });

  it("of a year are at most 60, with every day in one, and only the first may be shorter", () => {
    const days = Array.from({ length: 366 }, (_none, index) => index);
    const groups = inGroups(days, daysPerColumn(days.length));
    expect(groups.length).toBeLessThanOrEqual(60);
    expect(groups.flat()).toEqual(days);
    expect(groups.map((group) => group.length)).toEqual([2, ...Array.from({ length: 52 }, () => 7)]);
  });
});
