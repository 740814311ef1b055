/** A field's name, a text or a number, and where it stands. The path of a name is that of its field. */
export type ScalarAt = {
  readonly role: "name" | "text" | "number";
  readonly start: number;
  readonly end: number;
  readonly path: () => readonly (string | number)[];
};

/** What is wrong, or missing, where a text ceases to be JSON. */
export type JsonBreak = { readonly fault: Missing | Wrong; readonly position: number };

type Missing = "name" | "value" | "colon" | "comma" | "brace" | "bracket" | "end";
type Wrong = "word" | "comment" | "number" | "unclosed" | "hex" | "escape" | "control";

const SIGNS = ["{", "}", "[", "]", ":", ","] as const;
type Sign = (typeof SIGNS)[number];

type Token = {
  readonly kind: "end" | "text" | "number" | "word" | Sign;
  readonly start: number;
  readonly end: number;
  readonly wrong: Wrong | null;
};

const SPACE = /[ \t\r\n]*/y;
const COMMENT = /\/[/*]/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const BROKEN_NUMBER = /-?(?:0|[1-9]\d*)(?:\.(?!\d)|(?:\.\d+)?[eE](?![+-]?\d))/y;
const WORD = /(?:true|false|null)(?=[ \t\r\n{}[\]":,/]|$)/y;
const HEX_DIGITS = /[\da-fA-F]{0,4}/y;

/**
 * Goes through a JSON text, however deeply it is nested, and has `see` look at each scalar but `true`, `false` and
 * `null`. Gives the first break, which ends it; null for a text that is JSON.
 */
export function walkJson(text: string, see: (scalar: ScalarAt) => void): JsonBreak | null {
  // The name or the index that was reached in each object or list that is open.
  const path: (string | number)[] = [];
  const seen = (role: ScalarAt["role"], { start, end }: Token) =>
    see({ role, start, end, path: () => [...path] });
  // "first" is a value or a name that need not be there.
  let expected: "value" | "name" | "colon" | "first" | "rest" = "value";
  for (let at = 0; ;) {
    const token = tokenAt(text, at);
    const { kind, start, end, wrong } = token;
    if (wrong !== null) return { fault: wrong, position: start };
    at = end;
    const last = path.at(-1);
    const isInList = typeof last === "number";
    if (last !== undefined && (expected === "first" || expected === "rest")) {
      if (kind === "end") return missing(isInList ? "bracket" : "brace", start);
      if (kind === (isInList ? "]" : "}")) {
        path.pop();
        expected = "rest";
        continue;
      }
    }
    if (expected === "rest") {
      if (last === undefined) return kind === "end" ? null : missing("end", start);
      if (kind !== ",") return missing("comma", start);
      if (isInList) path[path.length - 1] = last + 1;
      expected = isInList ? "value" : "name";
    } else if (expected === "colon") {
      if (kind !== ":") return missing("colon", start);
      expected = "value";
    } else if (expected === "name" || (expected === "first" && !isInList)) {
      if (kind !== "text") return missing(expected === "first" && kind === "," ? "value" : "name", start);
      path[path.length - 1] = String(JSON.parse(text.slice(start, end)));
      seen("name", token);
      expected = "colon";
    } else if (kind === "[" || kind === "{") {
      path.push(kind === "[" ? 0 : "");
      expected = "first";
    } else {
      if (kind === "text" || kind === "number") seen(kind, token);
      else if (kind !== "word") return missing("value", start);
      expected = "rest";
    }
  }
}

function missing(fault: Missing, position: number): JsonBreak {
  return { fault, position };
}

/** The token behind the white space at a place. */
function tokenAt(text: string, from: number): Token {
  const start = endOf(SPACE, text, from) ?? from;
  const first = text.charAt(start);
  if (first === "") return { kind: "end", start, end: start, wrong: null };
  if (first === '"') return textAt(text, start);
  const sign = SIGNS.find((one) => one === first);
  if (sign !== undefined) return { kind: sign, start, end: start + 1, wrong: null };
  const number = endOf(NUMBER, text, start);
  if (number !== null) {
    const isBroken = endOf(BROKEN_NUMBER, text, start) !== null;
    return { kind: "number", start, end: number, wrong: isBroken ? "number" : null };
  }
  const word = endOf(WORD, text, start);
  if (word !== null) return { kind: "word", start, end: word, wrong: null };
  const isComment = endOf(COMMENT, text, start) !== null;
  return { kind: "word", start, end: start, wrong: isComment ? "comment" : "word" };
}

function textAt(text: string, start: number): Token {
  let wrong: Wrong | null = null;
  let at = start + 1;
  for (; at < text.length; at++) {
    const sign = text.charAt(at);
    if (sign === '"') return { kind: "text", start, end: at + 1, wrong };
    if (sign === "\n" || sign === "\r") break;
    if (sign < " ") wrong = "control";
    if (sign !== "\\") continue;
    at++;
    const escape = text.charAt(at);
    if (escape === "u") {
      const end = endOf(HEX_DIGITS, text, at + 1) ?? at;
      if (end < at + 5) wrong = "hex";
      at = end - 1;
    } else if (!'"\\/bfnrt'.includes(escape)) wrong = "escape";
  }
  return { kind: "text", start, end: at, wrong: "unclosed" };
}

/** Where a match of the pattern at just this place ends. */
function endOf(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}
