import { isJsonObject } from "../domain/json.ts";

// Down to the single operations and components.
const DEPTH = 3;

/** The document without white space, but with a line for each operation and component: a change shows where it is. */
export function printDocument(document: unknown, depth = DEPTH): string {
  if (depth === 0 || !isJsonObject(document)) return JSON.stringify(document);
  const entries = Object.entries(document).map(
    ([name, value]) => `${JSON.stringify(name)}:${printDocument(value, depth - 1)}`,
  );
  return `{\n${entries.join(",\n")}\n}`;
}
