import { type ScalarAt, walkJson } from "./json-walk.ts";

/** A field's name, a text or a number in a JSON text. The path of a name is that of its field. */
export type Scalar = Pick<ScalarAt, "role" | "path"> & { readonly value: string };

/**
 * The JSON text with other texts in place of some of its scalars: `rewrite` gives null for one that stays. All else,
 * spacing, order, repeated fields and the spelling of numbers, is kept letter by letter. What is no JSON must not come
 * here.
 */
export function rewriteScalars(json: string, rewrite: (scalar: Scalar) => string | null): string {
  const pieces: string[] = [];
  let at = 0;
  walkJson(json, ({ role, start, end, path }) => {
    const written = json.slice(start, end);
    const text = rewrite({ role, value: role === "number" ? written : String(JSON.parse(written)), path });
    if (text === null) return;
    pieces.push(json.slice(at, start), JSON.stringify(text));
    at = end;
  });
  return pieces.length === 0 ? json : pieces.join("") + json.slice(at);
}
