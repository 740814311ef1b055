import { type JsonBreak, walkJson } from "./json-walk.ts";

export type JsonObject = { readonly [key: string]: unknown };

export type JsonFault = {
  readonly reason: string;
  /** Offset in UTF-16 units; null when the text is JSON, but too deeply nested. */
  readonly position: number | null;
  readonly line: number;
  readonly column: number;
  readonly excerpt: string;
};

export type JsonReading =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly fault: JsonFault };

/** Objects and lists inside one another; JSON.parse itself has no limit, what walks its result has. */
export const MAX_JSON_DEPTH = 64;

const EXCERPT_REACH = 20;

export function readJson(text: string): JsonReading {
  const json = parseJson(text);
  if (!json.ok || !isTooDeep(json.value)) return json;
  const reason = `more than ${MAX_JSON_DEPTH} objects or lists inside one another`;
  return { ok: false, fault: { reason, position: null, line: 0, column: 0, excerpt: "" } };
}

/** The same without a look at the depth, for what is taken apart before it is walked. */
export function parseJson(text: string): JsonReading {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, fault: locateFault(text) };
  }
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The same text for the same value, whatever order its fields came in. Contents are compared by it: it is frozen. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(createOrder()(value));
}

/**
 * Gives values with the fields of all their objects in order. A copy for JSON.stringify to write takes a third of the
 * time of a replacer function, and the objects of a list mostly have the names of the one before.
 */
function createOrder(): (value: unknown) => unknown {
  let names: readonly string[] = [];
  let inOrder: readonly string[] = [];

  function order(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(order);
    if (!isJsonObject(value)) return value;
    const given = Object.keys(value);
    if (given.length !== names.length || given.some((name, index) => name !== names[index])) {
      names = given;
      inOrder = given.toSorted();
    }
    const copy: Record<string, unknown> = {};
    for (const name of inOrder) {
      const inner = value[name];
      // As a field of its own, which an assignment would not make it.
      if (name === "__proto__") Object.defineProperty(copy, name, { value: order(inner), enumerable: true });
      else copy[name] = typeof inner === "object" ? order(inner) : inner;
    }
    return copy;
  }

  return order;
}

function isTooDeep(value: unknown, levels = MAX_JSON_DEPTH): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((inner) => isTooDeep(inner, levels - 1));
  if (!isJsonObject(value)) return false;
  // A third of the time that a list of the values takes; what JSON gives inherits nothing that could be met here.
  for (const name in value) {
    if (isTooDeep(value[name], levels - 1)) return true;
  }
  return false;
}

function locateFault(text: string): JsonFault {
  if (text.trim() === "") {
    return {
      reason: "the body is empty: send a JSON object",
      position: 0,
      line: 1,
      column: 1,
      excerpt: "",
    };
  }
  const { fault, position } = walkJson(text, () => {}) ?? { fault: null, position: 0 };
  const before = text.slice(0, position);
  return {
    reason: explain(fault, before, text.slice(position)),
    position,
    line: before.split("\n").length,
    column: position - before.lastIndexOf("\n"),
    excerpt: text.slice(Math.max(0, position - EXCERPT_REACH), position + EXCERPT_REACH),
  };
}

function explain(fault: JsonBreak["fault"] | null, before: string, rest: string): string {
  if (before === "" && /^[\w.%[\]-]+=/.test(rest)) return "this is form data: choose JSON as the body's type";
  if (/\{\s*$/.test(before) && rest.startsWith("{")) return "a template {{ … }} was not filled in";
  // Someone typed JSON around a value, and the value had a quote in it.
  const follows = /"\s*$/.test(before.slice(-EXCERPT_REACH));
  if (follows && (fault === "word" || fault === "comma")) {
    return 'a comma is missing, or a quote inside a text is not escaped as \\"';
  }
  return fault === null ? "not a JSON value" : REASONS[fault];
}

const REASONS: Readonly<Record<JsonBreak["fault"], string>> = {
  word: "a word that is no JSON value: text needs double quotes around it",
  name: "a field name in double quotes is expected here (or a comma too many before it)",
  value: "a value is missing here",
  colon: "a colon is missing here",
  comma: "a comma is missing here",
  brace: "a closing } is missing",
  bracket: "a closing ] is missing",
  end: "there is more after the end of the JSON value",
  comment: "JSON has no comments",
  unclosed: "a text is not closed: a quote or a line break inside it must be escaped",
  number: "a number breaks off",
  hex: "a \\u escape needs four hex digits",
  escape: "a backslash must be written as \\\\",
  control: "a line break or control character inside a text must be escaped (\\n)",
};
