import { type Html, html, NOTHING, row, table } from "../elements.ts";
import { count } from "../figures.ts";
import { HEIGHT, type Mark, toAxis, toPoints, toShares, toStacks, type Values } from "./marks.ts";

const NAMED_PLACES = 5;

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
export function columnChart(chart: ColumnChart): Html {
  const { places, series, before, unit, isLine = false } = chart;
  const all = before === null ? series : [...series, before];
  const sums = places.map((_place, index) =>
    series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0),
  );
  const { top, named } = toAxis([...sums, ...(before?.values ?? [])]);
  const values = series.map((one) => one.values);
  const past = before === null ? [] : toPoints(before.values, top);
  const marks = isLine
    ? values.map((one) => line(toPoints(one, top), "now"))
    : toStacks(values, top).map(
        (rects, index) =>
          html`<g class="s${index}">${rects.filter(({ height }) => height > 0).map(rect)}</g>`,
      );
  const rows = places.map(({ name }, index) => [name, ...all.map((one) => textAt(one, index))]);
  const svg = html`<svg class="columns" height="${HEIGHT + 24}" ${labels(chart)}${named.map(
    (tick) =>
      html`<line class="grid" x2="100%" y1="${yOf(tick, top)}" y2="${yOf(tick, top)}"/><text class="y" x="-8" y="${yOf(tick, top) + 4}">${count(tick)}</text>`,
  )}${marks}${isLine ? line(past, "past") : past.map(across)}${placeNames(chart)}${toPoints(sums, top).map(
    (point, index) =>
      point === null
        ? NOTHING
        : html`<rect class="hit" x="${point.x}%" width="${point.width}%" height="${HEIGHT}"><title>${(rows[index] ?? []).map((cell, at) => (at === 0 ? cell : `${all[at - 1]?.name ?? ""} ${cell}`)).join(", ")}</title></rect>`,
  )}</svg>`;
  const legend = html`<ul class="legend">${series.map(
    ({ name }, index) =>
      html`<li>${isLine ? key(html`<line class="now" x2="100%" y1="50%" y2="50%"/>`) : key(html`<rect class="s${index}" width="100%" height="100%"/>`)}${name}`,
  )}${before === null ? NOTHING : html`<li>${key(html`<line class="past${isLine ? " way" : ""}" x2="100%" y1="50%" y2="50%"/>`)}${before.name}`}<li class="unit">${unit}</ul>`;
  return figure(chart, html`${legend}${svg}`, ["Days", ...all.map(({ name }) => name)], rows);
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

const BAR_HEIGHT = 44;

/** Bars below each other, each with a mark where the period before would end. */
export function barChart(chart: BarChart): Html {
  const { bars, columns } = chart;
  const shares = toShares(bars.flatMap(({ value, before }) => [value, before]));
  const rows = bars.map(({ name, text, beforeText, more }) => [name, text, beforeText, ...more]);
  const hasBefore = bars.some(({ before }) => before !== null);
  const svg = html`<svg height="${bars.length * BAR_HEIGHT}" ${labels(chart)}${bars.map(
    ({ name, text, before, more }, index) => {
      const y = index * BAR_HEIGHT;
      const [length = 0, end = 0] = shares.slice(2 * index);
      return html`<text y="${y + 14}">${name} <tspan class="quiet">${more[0] ?? ""}</tspan></text><text class="end" x="100%" y="${y + 14}">${text}</text><rect class="track" y="${y + 22}" width="100%" height="12"/><rect class="s0" y="${y + 22}" width="${length}%" height="12"/>${
        before === null
          ? NOTHING
          : html`<line class="past" x1="${end}%" x2="${end}%" y1="${y + 19}" y2="${y + 37}"/>`
      }`;
    },
  )}</svg>`;
  const legend = hasBefore
    ? html`<ul class="legend"><li>${key(html`<rect class="s0" width="100%" height="100%"/>`)}This period<li>${key(html`<line class="past" x1="50%" x2="50%" y2="100%"/>`)}Before</ul>`
    : NOTHING;
  return figure(chart, html`${legend}${svg}`, ["", "This period", "Before", ...columns], rows);
}

function figure(
  { id, title, finding }: Frame,
  drawn: Html,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): Html {
  return html`<figure id="${id}"><figcaption><h2>${title}</h2><p>${finding}</p></figcaption>${drawn}<details><summary>Table</summary>${table(
    title,
    columns,
    rows.map((cells) => row(columns, cells)),
  )}</details></figure>`;
}

function labels({ id, title, finding }: Frame): Html {
  return html`role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${title}</title><desc id="${id}-d">${finding}</desc>`;
}

function textAt({ values, texts }: Series, index: number): string {
  return texts?.[index] ?? count(values[index] ?? 0);
}

function yOf(value: number, top: number): number {
  return toPoints([value], top)[0]?.y ?? 0;
}

function rect({ x, y, width, height }: Mark): Html {
  return html`<rect x="${x}%" y="${y}" width="${width}%" height="${height}"/>`;
}

function across(point: Mark | null): Html {
  if (point === null || point.height === 0) return NOTHING;
  return html`<line class="past" x1="${point.x}%" x2="${point.x + point.width}%" y1="${point.y}" y2="${point.y}"/>`;
}

function middle({ x, width }: Mark): string {
  return `${x + width / 2}%`;
}

/** From point to point; where there is no value there is a gap. */
function line(points: readonly (Mark | null)[], name: string): readonly Html[] {
  return points.map((point, index) => {
    if (point === null) return NOTHING;
    const last = points[index - 1] ?? null;
    const way =
      last === null
        ? NOTHING
        : html`<line class="${name} way" x1="${middle(last)}" x2="${middle(point)}" y1="${last.y}" y2="${point.y}"/>`;
    return html`${way}<circle class="${name}" cx="${middle(point)}" cy="${point.y}" r="3"/>`;
  });
}

function placeNames({ places }: ColumnChart): readonly Html[] {
  const step = Math.ceil(places.length / NAMED_PLACES);
  const marks = toPoints(
    places.map(() => 0),
    1,
  );
  return places.map(({ short }, index) => {
    const { x = 0, width = 0 } = marks[index] ?? {};
    return (places.length - 1 - index) % step === 0
      ? html`<text class="x" x="${x + width / 2}%" y="${HEIGHT + 18}">${short}</text>`
      : NOTHING;
  });
}

function key(mark: Html): Html {
  return html`<svg class="key" width="16" height="12" aria-hidden="true">${mark}</svg>`;
}
