/** Numbers from 0 to below 1 that look random and are the same for the same seed (FNV-1a into mulberry32). */
export type Chance = () => number;

export function chance(seed: string): Chance {
  let state = 0x811c9dc5;
  for (const character of seed) {
    state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number from 0 to below the limit. */
export function below(limit: number, draw: Chance): number {
  return Math.floor(draw() * limit);
}

export function oneOf<T>(items: readonly T[], draw: Chance): T {
  const item = items[below(items.length, draw)];
  if (item === undefined) throw new Error("nothing to choose from");
  return item;
}
