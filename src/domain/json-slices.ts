// The parts of a JSON text as they stand in it: parsed and written again, large numbers and repeated fields would change.

const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = "\\".charCodeAt(0);
const COMMA = ",".charCodeAt(0);
const OPENING = new Set(["{", "["].map((sign) => sign.charCodeAt(0)));
const CLOSING = new Set(["}", "]"].map((sign) => sign.charCodeAt(0)));

/** The items of a list. What is no JSON text of a list must not come here. */
export function sliceItems(list: string): readonly string[] {
  return sliceParts(list.trim());
}

/** The values of an object's fields; of a field that is repeated the last, as `JSON.parse` takes it. */
export function sliceFields(object: string): ReadonlyMap<string, string> {
  return new Map(
    sliceParts(object.trim()).map((part) => {
      const end = endOfText(part, 0);
      const name: unknown = JSON.parse(part.slice(0, end));
      return [String(name), part.slice(part.indexOf(":", end) + 1).trim()];
    }),
  );
}

/** What stands between the commas of an outermost list or object. */
function sliceParts(text: string): string[] {
  const parts: string[] = [];
  let start = 1;
  for (let at = start, depth = 0; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfText(text, at);
      continue;
    }
    if (depth === 0 && (code === COMMA || at === text.length - 1)) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
    if (OPENING.has(code)) depth++;
    if (CLOSING.has(code)) depth--;
    at++;
  }
  return parts.length === 1 && parts[0] === "" ? [] : parts;
}

/** The place behind the quoted text that begins at `start`. */
function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at + 1;
  }
  return text.length;
}
