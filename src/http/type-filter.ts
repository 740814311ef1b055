import { brief, type Fault } from "../domain/fault.ts";
import { MAX_FAULTS } from "../domain/fault-limits.ts";
import { KINDS } from "../domain/kinds/registry.ts";

export type TypeFilter = { readonly types: readonly string[] | null; readonly faults: readonly Fault[] };

/**
 * Sub-types that have one of the names and are of one of the categories; an empty list asks for all. `place` is what
 * stands before their names in a fault.
 */
export function readTypeFilter(
  names: readonly string[],
  categories: readonly string[],
  place = "",
): TypeFilter {
  const all = KINDS.flatMap(({ category, types }) =>
    Object.entries(types).map(([type, name]) => ({ type, name, category })),
  );
  const faults = [
    ...unknownAmong(
      `${place}eventTypes`,
      names,
      all.map(({ name }) => name),
    ),
    ...unknownAmong(
      `${place}eventCategories`,
      categories,
      KINDS.map(({ category }) => category),
    ),
  ];
  if (names.length === 0 && categories.length === 0) return { types: null, faults };
  const types = all
    .filter(({ name }) => names.length === 0 || has(names, name))
    .filter(({ category }) => categories.length === 0 || has(categories, category))
    .map(({ type }) => type);
  return { types, faults };
}

function unknownAmong(path: string, given: readonly string[], known: readonly string[]): Fault[] {
  const names = new Set(known.map((name) => name.toUpperCase()));
  return given
    .filter((value) => !names.has(value.toUpperCase()))
    .slice(0, MAX_FAULTS)
    .map((value) => ({
      path,
      code: "invalid_value",
      message: `${path} has ${brief(value)}, which is none of its values`,
      expected: known.join(", "),
      received: brief(value),
    }));
}

function has(values: readonly string[], wanted: string): boolean {
  return values.some((value) => value.toUpperCase() === wanted.toUpperCase());
}
