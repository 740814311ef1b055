const KEPT_MS = 60_000;
const MAX_KEPT = 10_000;

export type Recent = ReturnType<typeof createRecent>;

/** Ids seen within the last minute, at most MAX_KEPT of them. */
export function createRecent() {
  const seenAt = new Map<string, number>();
  return {
    /** Notes the id; false when it was noted within the last minute already. */
    isNew(id: string, now: number): boolean {
      const previous = seenAt.get(id);
      if (previous !== undefined && now - previous < KEPT_MS) return false;
      seenAt.delete(id);
      seenAt.set(id, now);
      const [oldest] = seenAt.keys();
      if (seenAt.size > MAX_KEPT && oldest !== undefined) seenAt.delete(oldest);
      return true;
    },
  };
}
