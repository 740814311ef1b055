export type CsvCell = string | number | boolean | null;

// What a spreadsheet takes for the beginning of a formula.
const FORMULA = /^[=+\-@\t\r]/;

/** A table as RFC 4180 has it. A text that a spreadsheet would compute gets an apostrophe in front of it. */
export function toCsv(columns: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return [columns, ...rows].map((row) => `${row.map(toField).join(",")}\r\n`).join("");
}

function toField(cell: CsvCell): string {
  if (typeof cell !== "string") return cell === null ? "" : String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
