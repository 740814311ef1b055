import { rateOf } from "../domain/analytics/touches.ts";

/** What stands where there is no figure. */
export const NONE = "–";

export function count(number: number): string {
  return number.toLocaleString("en");
}

export function percent(rate: number | null): string {
  return rate === null ? NONE : `${(100 * rate).toFixed(1)}%`;
}

/** A rate with what it is made of. */
export function share(part: number, whole: number): string {
  const rate = rateOf(part, whole);
  return rate === null ? NONE : `${percent(rate)} (${count(part)} of ${count(whole)})`;
}

const DAY_MS = 24 * 3_600_000;

const UNITS = [
  [48 * 3_600_000, 24 * 3_600_000, "days"],
  [2 * 3_600_000, 3_600_000, "hours"],
  [2 * 60_000, 60_000, "minutes"],
  [0, 1_000, "seconds"],
] as const;

export function duration(ms: number | null): string {
  if (ms === null) return NONE;
  const [, length, unit] = UNITS.find(([least]) => ms >= least) ?? UNITS[3];
  return `${Number((ms / length).toFixed(1))} ${unit}`;
}

export function days(number: number | null): string {
  return number === null ? NONE : duration(number * DAY_MS);
}

type Amount = { readonly currency: string | null; readonly amount: number };

/** Each currency by itself. */
export function money(amounts: readonly Amount[]): string {
  return amounts
    .filter(({ amount }) => amount !== 0)
    .map(({ currency, amount }) => `${count(amount)} ${currency ?? "without currency"}`)
    .join(", ");
}

/** How a figure changed, in words: nothing where one of both is not known. */
export function change(
  now: number | null,
  before: number | null | undefined,
  past: string,
  write: (figure: number) => string = count,
): string {
  if (now === null || before === null || before === undefined) return "";
  if (write(now) === write(before)) return `as in ${past}`;
  return `${write(Math.abs(now - before))} ${now > before ? "more" : "less"} than in ${past}: ${write(before)}`;
}

/** The same for a rate, in points, of which `made` says what it was made of before. */
export function changeOfRate(
  now: number | null,
  before: number | null | undefined,
  past: string,
  made: string,
): string {
  if (now === null || before === null || before === undefined) return "";
  const far = (100 * Math.abs(now - before)).toFixed(1);
  if (far === "0.0") return `as in ${past}: ${made}`;
  return `${far} points ${now > before ? "more" : "less"} than in ${past}: ${made}`;
}
