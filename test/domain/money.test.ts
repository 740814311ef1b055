import { describe, expect, it } from "vitest";

import { readCurrency, toHundredths } from "../../src/domain/money.ts";

describe("a currency", () => {
  it.each([
    ["EUR", "EUR"],
    [" usd ", "USD"],
    ["€", "EUR"],
    ["£", "GBP"],
  ])("is read from %j", (given, code) => {
    expect(readCurrency(given)).toBe(code);
  });

  it.each(["$", "¥", "kr", "", "Euro", 978, null, undefined])("is not known from %j", (given) => {
    expect(readCurrency(given)).toBeNull();
  });
});

describe("an amount in hundredths", () => {
  it.each([
    [12500, 1_250_000],
    [0.1, 10],
    [1.005, 101],
    [-1.005, -101],
    [8.125, 813],
    [1e12, 1e14],
    [0, 0],
  ])("of %d is the whole number %d", (amount, hundredths) => {
    expect(toHundredths(amount)).toBe(hundredths);
  });

  it("is none beyond a million millions, where sums would not be exact", () => {
    expect(toHundredths(1.1e12)).toBeNull();
    expect(toHundredths(-1e300)).toBeNull();
  });
});
