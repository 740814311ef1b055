import * as v from "valibot";

const CLOCK = /^(\d{1,3}):([0-5]?\d):([0-5]?\d(?:[.,]\d+)?)$/;

/** Seconds from a number, a numeric text or `HH:MM:SS(.mmm)`; null when the text is none of them. */
export function readSeconds(value: number | string): number | null {
  if (typeof value === "number") return value;
  const match = CLOCK.exec(value.trim());
  if (match === null) return readAmount(value);
  const [, hours, minutes, seconds] = match;
  return (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds?.replace(",", "."));
}

/** A number from a plain numeric text; null for any other. */
export function readAmount(value: string): number | null {
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(value.trim()) ? Number(value) : null;
}

/** A span or an offset; understood in seconds. */
export const seconds = v.pipe(
  v.union([v.number(), v.string()]),
  v.rawTransform<number | string, number>(({ dataset, addIssue, NEVER }) => {
    const value = readSeconds(dataset.value);
    if (value !== null && value >= 0 && value < Infinity) return value;
    addIssue({ message: "is not a number of seconds", expected: "seconds like 1800, or HH:MM:SS" });
    return NEVER;
  }),
  v.description("seconds like 1800, or HH:MM:SS"),
  v.metadata({ role: "seconds" }),
);

/** A sum of money as a plain number; understood as a number. */
export const amount = v.pipe(
  v.union([v.number(), v.string()]),
  v.rawTransform<number | string, number>(({ dataset, addIssue, NEVER }) => {
    const value = typeof dataset.value === "number" ? dataset.value : readAmount(dataset.value);
    if (value !== null && Number.isFinite(value)) return value;
    addIssue({
      message: "is not a plain number",
      expected: "a number like 12500 or 12500.50, without currency or thousands separator",
    });
    return NEVER;
  }),
  v.description("a number like 12500 or 12500.50"),
  v.metadata({ role: "amount" }),
);
