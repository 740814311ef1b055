import { nice, ticks } from "d3-array";
import { scaleBand } from "d3-scale";

/** What a chart of columns is high, in px; across, all is in hundredths of its width. */
export const HEIGHT = 160;

const TICKS = 3;

/** More columns than these are hard to tell apart. */
const MAX_COLUMNS = 60;

export const WEEK_DAYS = 7;

export type Values = readonly (number | null)[];

type Place = { readonly x: number; readonly width: number; readonly middle: number; readonly end: number };

/** A rectangle or a point: across in hundredths of the chart's width, `y` and `height` in px from its top. */
export type Mark = Place & { readonly y: number; readonly height: number };

/** The greatest value of an axis from 0 on, and the whole numbers that it names. */
export function toAxis(values: Values): { readonly top: number; readonly named: readonly number[] } {
  const [, top] = nice(0, Math.max(1, ...values.map((value) => value ?? 0)), TICKS);
  return { top, named: ticks(0, top, TICKS).filter((tick) => Number.isInteger(tick)) };
}

/** Columns side by side, each for a place: those of a series stand on those of the series before. */
export function toStacks(series: readonly Values[], top: number): readonly (readonly Mark[])[] {
  const places = toPlaces(series[0]?.length ?? 0);
  const heap = places.map(() => 0);
  return series.map((values) =>
    values.map((value, index) => {
      const below = heap[index] ?? 0;
      heap[index] = below + (value ?? 0);
      return toMark(places[index], toY(heap[index] ?? 0, top), toY(below, top));
    }),
  );
}

/** The middle of the top of each column; null where there is no value. */
export function toPoints(values: Values, top: number): readonly (Mark | null)[] {
  const places = toPlaces(values.length);
  return values.map((value, index) =>
    value === null ? null : toMark(places[index], toY(value, top), toY(0, top)),
  );
}

/** How much of the width a bar takes, of those that lie below each other. */
export function toShares(values: Values): readonly number[] {
  const longest = Math.max(...values.map((value) => value ?? 0));
  return values.map((value) => (longest === 0 ? 0 : round((100 * (value ?? 0)) / longest)));
}

/** How many days a column stands for, so that there are not too many. */
export function daysPerColumn(days: number): number {
  return days > MAX_COLUMNS ? WEEK_DAYS : 1;
}

/** So many together, the first of them less where they don't come out even. */
export function inGroups<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / size);
  const missing = count * size - items.length;
  return Array.from({ length: count }, (_none, index) =>
    items.slice(Math.max(0, index * size - missing), (index + 1) * size - missing),
  );
}

function toPlaces(count: number): readonly Place[] {
  const scale = scaleBand(
    Array.from({ length: count }, (_none, index) => index),
    [0, 100],
  ).padding(0.2);
  const width = scale.bandwidth();
  return scale.domain().map((index) => {
    const x = scale(index) ?? 0;
    return { x: round(x), width: round(width), middle: round(x + width / 2), end: round(x + width) };
  });
}

function toMark(place: Place | undefined, y: number, foot: number): Mark {
  return { x: 0, width: 0, middle: 0, end: 0, ...place, y, height: round(foot - y) };
}

/** How far below the chart's top a value lies, in px. */
export function toY(value: number, top: number): number {
  return round(HEIGHT * (1 - value / top));
}

function round(number: number): number {
  return Math.round(number * 100) / 100;
}
