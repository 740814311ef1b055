import { count } from "../figures.ts";
import type { Slots } from "../fragment.ts";
import { HEIGHT, type Mark, toAxis, toPoints, toShares, toStacks, toY, type Values } from "./marks.ts";

const NAMED_PLACES = 5;

/** What a chart of columns has below them for their names, in px. */
const FOOT = 24;

const BAR_HEIGHT = 44;

type Series = {
  readonly name: string;
  readonly values: Values;
  /** The values in words; counts as they are. */
  readonly texts?: readonly string[];
};

type Frame = {
  readonly id: string;
  readonly title: string;
  /** What is to be seen, in words. */
  readonly finding: string;
};

export type ColumnChart = Frame & {
  /** What the columns stand for, and for the axis the same in short. */
  readonly places: readonly { readonly name: string; readonly short: string }[];
  readonly series: readonly Series[];
  /** As many places of the period before; null when that is not known. */
  readonly before: Series | null;
  readonly unit: string;
  /** Points on a line instead of columns. */
  readonly isLine?: boolean;
};

/** Columns on top of each other, a mark across each for the period before; or lines, that of the period before dashed. */
export function columnChart({ places, series, before, isLine = false, ...frame }: ColumnChart): Slots {
  const all = before === null ? series : [...series, before];
  const sums = places.map((_place, index) =>
    series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0),
  );
  const { top, named } = toAxis([...sums, ...(before?.values ?? [])]);
  const values = series.map((one) => one.values);
  const past = toPoints(before?.values ?? [], top);
  const marks = toPoints(sums, top);
  const step = Math.ceil(places.length / NAMED_PLACES);
  const lines = [...values.map((one) => line(toPoints(one, top), "now")), line(past, "past")];
  const stacks = toStacks(values, top).map((stack, index) => ({
    name: `s${index}`,
    marks: stack.filter(isSeen),
  }));
  return {
    ...frame,
    height: HEIGHT + FOOT,
    heads: all.map(({ name }) => ({ name })),
    keys: all.map(({ name }, index) => ({ name, ...keyOf(index, index < series.length, isLine) })),
    axis: named.map((tick) => ({ tick: count(tick), y: toY(tick, top) })),
    ...(isLine ? { lines } : { stacks, before: past.filter(isSeen) }),
    rows: places.map(({ name, short }, index) => ({
      ...marks[index],
      name,
      short: (places.length - 1 - index) % step === 0 ? short : null,
      cells: all.map((one) => ({ label: one.name, text: textAt(one, index) })),
    })),
  };
}

export type Bar = {
  readonly name: string;
  readonly value: number | null;
  readonly text: string;
  readonly before: number | null;
  readonly beforeText: string;
  /** What else its row of the table says. */
  readonly more: readonly string[];
};

export type BarChart = Frame & {
  readonly bars: readonly Bar[];
  /** The names of `more`. */
  readonly columns: readonly string[];
};

/** Bars below each other, each with a mark where the period before would end. */
export function barChart({ bars, columns, ...frame }: BarChart): Slots {
  const shares = toShares(bars.flatMap(({ value, before }) => [value, before]));
  const heads = ["This period", "Before", ...columns];
  return {
    ...frame,
    height: bars.length * BAR_HEIGHT,
    hasBefore: bars.some(({ before }) => before !== null) ? 1 : null,
    heads: heads.map((name) => ({ name })),
    rows: bars.map(({ name, text, before, beforeText, more }, index) => ({
      name,
      text,
      aside: more[0] ?? null,
      y: index * BAR_HEIGHT,
      length: shares[2 * index] ?? 0,
      before: before === null ? null : (shares[2 * index + 1] ?? 0),
      cells: [text, beforeText, ...more].map((cell, at) => ({ label: heads[at] ?? "", text: cell })),
    })),
  };
}

function textAt({ values, texts }: Series, index: number): string {
  return texts?.[index] ?? count(values[index] ?? 0);
}

function isSeen(mark: Mark | null): mark is Mark {
  return mark !== null && mark.height > 0;
}

function keyOf(index: number, isNow: boolean, isLine: boolean): Slots {
  if (isNow) return isLine ? { stroke: "now" } : { fill: `s${index}` };
  return { stroke: isLine ? "past way" : "past" };
}

/** From point to point; where there is no value there is a gap. */
function line(points: readonly (Mark | null)[], name: string): Slots {
  return {
    ways: points.flatMap((point, index) => {
      const last = points[index - 1] ?? null;
      if (point === null || last === null) return [];
      return { name, x1: last.middle, x2: point.middle, y1: last.y, y2: point.y };
    }),
    dots: points.flatMap((point) => (point === null ? [] : { ...point, name })),
  };
}
