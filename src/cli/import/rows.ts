import { Refusal } from "../refusal.ts";
import { type Entry, readEvent, refuse } from "./entry.ts";
import type { Assignment, Mapping } from "./mapping.ts";
import { put, toJson } from "./path.ts";

type Bound = Assignment & { readonly index: number };

export type RowReader = (line: number, cells: readonly string[], type: string | null) => Entry;

/** How the rows below a header become events; throws a Refusal for a column that is not there. */
export function bindRows(name: string, header: readonly string[], mapping: Mapping): RowReader {
  const columns = header.map((column) => column.trim());
  const bound = mapping.assignments.map((assignment) => {
    const index = columns.indexOf(assignment.column);
    if (index < 0) {
      throw new Refusal(
        `${mapping.name}: "${assignment.target}" is to come from the column "${assignment.column}", which ${name} does not have. It has ${list(columns)}.`,
      );
    }
    if (columns.includes(assignment.column, index + 1)) {
      throw new Refusal(
        `${name} has the column "${assignment.column}" more than once: give each a name of its own.`,
      );
    }
    return { ...assignment, index };
  });
  return (line, cells, type) => {
    if (cells.length > columns.length) {
      const message = `the row has ${cells.length} cells, and the header has ${columns.length}: put quotes around a value that has the delimiter in it`;
      return refuse(line, "invalid_row", message, JSON.stringify(cells));
    }
    return readRow(line, cells, type, bound, mapping);
  };
}

function readRow(
  line: number,
  cells: readonly string[],
  type: string | null,
  bound: readonly Bound[],
  { constants }: Mapping,
): Entry {
  const event = {};
  for (const { path, value } of constants) put(event, path, structuredClone(value));
  for (const { path, column, values, index } of bound) {
    const cell = cells[index]?.trim() ?? "";
    if (cell === "") continue;
    const value = values === null ? cell : values.get(cell);
    if (value === undefined) {
      const message = `the column "${column}" says "${cell.slice(0, 40)}", and the mapping knows ${list([...(values?.keys() ?? [])])}: add it there`;
      return refuse(line, "unknown_value", message, JSON.stringify(cells));
    }
    put(event, path, value);
  }
  return readEvent(line, toJson(event), type);
}

function list(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}
