/** A number as a text writes it; `unclear` where two readings are plausible, null where it is none. */
export type NumberReading = { readonly value: number; readonly currency: string | null } | "unclear" | null;

type Currency = { readonly code: string | null; readonly hasDecimalPoint: boolean };

const POINT = true;
const EITHER = false;

// A sign that several currencies share has no code. Where the point is the decimal sign, a comma can't be one.
const CURRENCIES: ReadonlyMap<string, Currency> = new Map(
  (
    [
      ["$", null, POINT],
      ["US$", "USD", POINT],
      ["£", "GBP", POINT],
      ["¥", null, POINT],
      ["₹", "INR", POINT],
      ["€", "EUR", EITHER],
      ...["USD", "GBP", "AUD", "NZD", "CAD", "JPY", "CNY", "INR", "SGD", "HKD"].map(
        (code) => [code, code, code === "CAD" ? EITHER : POINT] as const,
      ),
      ...["EUR", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "BRL", "MXN", "ZAR"].map(
        (code) => [code, code, EITHER] as const,
      ),
    ] as const
  ).map(([sign, code, hasDecimalPoint]) => [sign, { code, hasDecimalPoint }]),
);

const MAX_CHARACTERS = 40;
const NUMBER = /^([+-]?)\s?([A-Za-z$£¥₹€]{0,3})\s?([+-]?)(\d[\d.,'’\s]*)\s?([A-Za-z$£¥₹€]{0,3})$/;

/** `12,500.00`, `$12,500`, `12.500,00 €`, `1 234 567`. A single separator before three digits may be either. */
export function readNumberText(text: string): NumberReading {
  const trimmed = text.trim();
  if (trimmed.length > MAX_CHARACTERS) return null;
  const match = NUMBER.exec(trimmed);
  if (match === null) return null;
  const [, outer = "", before = "", inner = "", digits = "", after = ""] = match;
  const sign = before + after;
  const currency = sign === "" ? null : CURRENCIES.get(sign.toUpperCase());
  if (currency === undefined || (before !== "" && after !== "") || (outer !== "" && inner !== ""))
    return null;
  const size = readDigits(digits.trim(), currency);
  if (size === null || size === "unclear") return size;
  return { value: outer + inner === "-" ? -size : size, currency: currency?.code ?? null };
}

function readDigits(digits: string, currency: Currency | null): number | "unclear" | null {
  if (/^\d{1,3}(?:[\s'’]\d{3})+(?:[.,]\d{1,2})?$/.test(digits)) {
    return Number(digits.replaceAll(/[\s'’]/g, "").replace(",", "."));
  }
  if (/^\d+$/.test(digits)) return Number(digits);
  if (/^\d{1,3}(?:,\d{3})+\.\d+$|^\d{1,3}(?:,\d{3}){2,}$/.test(digits))
    return Number(digits.replaceAll(",", ""));
  if (/^\d{1,3}(?:\.\d{3})+,\d+$|^\d{1,3}(?:\.\d{3}){2,}$/.test(digits)) {
    return Number(digits.replaceAll(".", "").replace(",", "."));
  }
  if (/^[1-9]\d{0,2},\d{3}$/.test(digits)) {
    return currency?.hasDecimalPoint === true ? Number(digits.replace(",", "")) : "unclear";
  }
  if (/^[1-9]\d{0,2}\.\d{3}$/.test(digits)) return currency === null ? Number(digits) : "unclear";
  return /^\d+[.,]\d+$/.test(digits) ? Number(digits.replace(",", ".")) : null;
}
