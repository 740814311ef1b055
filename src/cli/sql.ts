/** The statement with its ?1, ?2 … replaced by literals. Throws on a value that has no exact literal. */
export function inlineValues(sql: string, values: readonly unknown[]): string {
  // What stands in quotes is passed over first, so that a question mark there stays one.
  return sql.replaceAll(/'(?:[^']|'')*'|\?(\d*)/g, (match: string, place: string | undefined) => {
    if (place === undefined) return match;
    const index = Number(place) - 1;
    if (place === "" || index >= values.length) throw new Error(`no value for ${match} in: ${sql}`);
    return toLiteral(values[index]);
  });
}

function toLiteral(value: unknown): string {
  if (value === null) return "NULL";
  // In brackets, since a minus before a minus would begin a comment.
  if (typeof value === "number" && Number.isFinite(value)) return `(${value})`;
  if (typeof value === "string" && !hasControlCharacter(value)) return `'${value.replaceAll("'", "''")}'`;
  throw new Error(`no SQL literal for this ${typeof value}`);
}

/** Line ends may be changed on the way, and a NUL ends an argument. */
function hasControlCharacter(text: string): boolean {
  return /\p{Cc}/u.test(text);
}
