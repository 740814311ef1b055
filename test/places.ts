import { isJsonObject } from "../src/domain/json.ts";

export type Place = readonly (string | number)[];

/** Every place in the value, its root not among them. */
export function placesIn(value: unknown, path: Place = []): Place[] {
  if (Array.isArray(value))
    return value.flatMap((inner, index) => [[...path, index], ...placesIn(inner, [...path, index])]);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [...path, key],
    ...placesIn(inner, [...path, key]),
  ]);
}

/** The value with another in one of its places; `undefined` takes it away. */
export function replacedAt(value: unknown, [head, ...tail]: Place, replacement: unknown): unknown {
  if (head === undefined) return replacement;
  if (Array.isArray(value))
    return value.map((inner, index) => (index === head ? replacedAt(inner, tail, replacement) : inner));
  if (!isJsonObject(value)) return value;
  return { ...value, [head]: replacedAt(value[head], tail, replacement) };
}
