type Reading = { readonly value: number; readonly rest: readonly string[] };

/** The value of a sum as the pages write it, like `(100,000 − 1,440) / 5` or `2 × $0.30`. */
export function evaluate(text: string): number {
  const { value, rest } = readSum(text.replaceAll(/[,$]/g, "").match(/[\d.]+|[()×/+−]/g) ?? []);
  if (rest.length > 0) throw new Error(`${text} goes on at ${rest.join(" ")}`);
  return value;
}

function readSum(tokens: readonly string[]): Reading {
  let { value, rest } = readProduct(tokens);
  while (rest[0] === "+" || rest[0] === "−") {
    const term = readProduct(rest.slice(1));
    value += rest[0] === "+" ? term.value : -term.value;
    rest = term.rest;
  }
  return { value, rest };
}

function readProduct(tokens: readonly string[]): Reading {
  let { value, rest } = readFactor(tokens);
  while (rest[0] === "×" || rest[0] === "/") {
    const factor = readFactor(rest.slice(1));
    value = rest[0] === "×" ? value * factor.value : value / factor.value;
    rest = factor.rest;
  }
  return { value, rest };
}

function readFactor([first, ...rest]: readonly string[]): Reading {
  if (first !== "(") return { value: Number(first), rest };
  const inner = readSum(rest);
  return { value: inner.value, rest: inner.rest.slice(1) };
}
