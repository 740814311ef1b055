// Longer than anything counted here is waited for: what is older was ended by the platform without a word.
const FORGOTTEN_MS = 15_000;

export type Flights = ReturnType<typeof createFlights>;

/** Counts what an isolate has under way. */
export function createFlights() {
  const open = new Map<symbol, number>();
  return {
    async track<T>(run: () => Promise<T>): Promise<T> {
      const flight = Symbol("flight");
      open.set(flight, Date.now());
      try {
        return await run();
      } finally {
        open.delete(flight);
      }
    },

    isAtLeast(count: number): boolean {
      if (open.size < count) return false;
      const forgotten = Date.now() - FORGOTTEN_MS;
      for (const [flight, startedAt] of open) {
        if (startedAt < forgotten) open.delete(flight);
      }
      return open.size >= count;
    },
  };
}
