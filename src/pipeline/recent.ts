const MINUTE_MS = 60_000;
const MAX_KEPT = 10_000;

export type Recent = ReturnType<typeof createRecent>;

/** Ids seen within the last `keptMs`, at most MAX_KEPT of them. */
export function createRecent(keptMs = MINUTE_MS) {
  const seenAt = new Map<string, number>();
  return {
    /** Notes the id; false when it was noted within that time already. */
    isNew(id: string, now: number): boolean {
      const previous = seenAt.get(id);
      if (previous !== undefined && now - previous < keptMs) return false;
      seenAt.delete(id);
      seenAt.set(id, now);
      const [oldest] = seenAt.keys();
      if (seenAt.size > MAX_KEPT && oldest !== undefined) seenAt.delete(oldest);
      return true;
    },
  };
}
