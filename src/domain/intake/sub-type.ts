import type { Kind } from "../kinds/kind.ts";
import { type Draft, setField, warn } from "./draft.ts";

const MAX_CHARACTERS = 60;

/** `Sent`, `EMAIL_SENT` and `Closed Won` as the sub-types of the kind that they mean. */
export function readSubType(draft: Draft, kind: Kind): void {
  const given = draft.fields["eventType"];
  if (typeof given !== "string" || Object.hasOwn(kind.types, given)) return;
  const type = findSubType(kind, given);
  if (type === null) return;
  setField(draft, "eventType", type);
  warn(draft, "eventType", "sub_type", `it was read as ${type}; send it so`);
}

/** The sub-type that the word means in any case and spelling; null when it means none of this kind. */
export function findSubType(kind: Kind, word: string): string | null {
  if (word.length > MAX_CHARACTERS) return null;
  const folded = fold(word);
  if (Object.hasOwn(kind.types, folded)) return folded;
  const listed = Object.entries(kind.types).find(([, name]) => name.toLowerCase() === folded);
  if (listed !== undefined) return listed[0];
  return Object.hasOwn(kind.aliases, folded) ? (kind.aliases[folded] ?? null) : null;
}

/** The sub-type that was most likely mistyped; null when none is near. */
export function nearestSubType(kind: Kind, word: string): string | null {
  if (word.length > MAX_CHARACTERS) return null;
  const folded = fold(word);
  const near = Object.keys(kind.types)
    .map((type) => ({ type, distance: editDistance(folded, type) }))
    .filter(({ type, distance }) => distance <= Math.min(3, Math.floor(type.length / 3)))
    .toSorted((one, other) => one.distance - other.distance);
  return near[0]?.type ?? null;
}

function fold(word: string): string {
  return word
    .trim()
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replaceAll(/[\s_.-]+/g, "_");
}

/** Letters too many, missing, wrong or swapped with their neighbour. */
function editDistance(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_none, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = at(row, j - 1) + (one[i - 1] === other[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const swapped = isSwapped ? at(before, j - 2) + 1 : Infinity;
      next.push(Math.min(at(row, j) + 1, at(next, j - 1) + 1, replaced, swapped));
    }
    [before, row] = [row, next];
  }
  return at(row, other.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
