// A sign that several currencies share is none of theirs.
const SIGNS: ReadonlyMap<string, string> = new Map([
  ["€", "EUR"],
  ["£", "GBP"],
  ["₹", "INR"],
  ["₩", "KRW"],
  ["₺", "TRY"],
  ["₪", "ILS"],
  ["₫", "VND"],
  ["₴", "UAH"],
  ["₦", "NGN"],
  ["zł", "PLN"],
  ["US$", "USD"],
]);

/** A currency's code, as EUR; null for what is neither a code nor a sign of one currency alone. */
export function readCurrency(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const text = value.trim();
  return SIGNS.get(text) ?? (/^[A-Za-z]{3}$/.test(text) ? text.toUpperCase() : null);
}

// Far beyond any deal, and so small that whole numbers of hundredths add up exactly.
const MAX_AMOUNT = 1e12;

/** A whole number, halves away from zero, so that sums don't depend on their order; null beyond MAX_AMOUNT. */
export function toHundredths(amount: number): number | null {
  if (Math.abs(amount) > MAX_AMOUNT) return null;
  // By the decimal digits, since 1.005 * 100 is less than 100.5.
  return Math.sign(amount) * Math.round(Number(`${Math.abs(amount).toFixed(12)}e2`));
}
