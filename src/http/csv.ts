export type CsvCell = string | number | boolean | null;

// What a spreadsheet takes for the beginning of a formula.
const FORMULA = /^[=+\-@\t\r]/;

/** A table as RFC 4180 has it. */
export function toCsv(columns: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return [columns, ...rows].map(toCsvLine).join("");
}

/** One line of it. A text that a spreadsheet would compute gets an apostrophe in front of it. */
export function toCsvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(toField).join(",")}\r\n`;
}

function toField(cell: CsvCell): string {
  if (typeof cell !== "string") return cell === null ? "" : String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
