import { visit } from "jsonc-parser";

/** A field's name, a text or a number in a JSON text. The path of a name is that of its field. */
export type Scalar = {
  readonly role: "name" | "text" | "number";
  readonly value: string;
  readonly path: () => readonly (string | number)[];
};

/**
 * The JSON text with other texts in place of some of its scalars: `rewrite` gives null for one that stays. All else,
 * spacing, order, repeated fields and the spelling of numbers, is kept letter by letter. Null for a text nested too
 * deeply to be walked; what is no JSON must not come here.
 */
export function rewriteScalars(json: string, rewrite: (scalar: Scalar) => string | null): string | null {
  const pieces: string[] = [];
  let at = 0;
  const put = (scalar: Scalar, offset: number, length: number) => {
    const text = rewrite(scalar);
    if (text === null) return;
    pieces.push(json.slice(at, offset), JSON.stringify(text));
    at = offset + length;
  };
  try {
    visit(json, {
      onObjectProperty(value, offset, length, _line, _column, path) {
        put({ role: "name", value, path: () => [...path(), value] }, offset, length);
      },
      onLiteralValue(value: unknown, offset, length, _line, _column, path) {
        if (typeof value === "string") put({ role: "text", value, path }, offset, length);
        if (typeof value === "number")
          put({ role: "number", value: json.slice(offset, offset + length), path }, offset, length);
      },
    });
  } catch (error) {
    // The parser is recursive.
    if (error instanceof RangeError) return null;
    throw error;
  }
  return pieces.length === 0 ? json : pieces.join("") + json.slice(at);
}
