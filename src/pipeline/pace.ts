export type Pace = ReturnType<typeof createPace>;

/** Knows whether the last `count` that were noted came within `withinMs`. */
export function createPace(count: number, withinMs: number) {
  const times = new Float64Array(count).fill(-Infinity);
  let oldest = 0;
  return {
    note(now: number): void {
      times[oldest] = now;
      oldest = (oldest + 1) % count;
    },

    isReached(now: number): boolean {
      return now - (times[oldest] ?? -Infinity) < withinMs;
    },
  };
}
