import { addRepeats, type Repeats } from "../storage/repeats.ts";

const FLUSH_MS = 3_000;

export type RepeatCounter = ReturnType<typeof createRepeatCounter>;

/**
 * Counts the repeats that a marker answered, so that hundreds of them cost one write. What an isolate has not
 * written when it ends is lost: the counts say "at least".
 */
export function createRepeatCounter() {
  let waiting = new Map<string, Repeats>();
  let isFlushing = false;
  return {
    /** Resolves once the repeat is written; at once when an earlier call will write it. */
    async note(db: D1Database, workspaceId: string, id: string, at: number): Promise<void> {
      const count = (waiting.get(id)?.count ?? 0) + 1;
      waiting.set(id, { id, workspaceId, count, lastAt: at });
      if (isFlushing) return;
      isFlushing = true;
      try {
        await new Promise((resolve) => setTimeout(resolve, FLUSH_MS));
        const repeats = [...waiting.values()];
        waiting = new Map();
        await addRepeats(db, repeats);
      } catch (error) {
        console.warn({ message: "repeats not counted", error: String(error) });
      } finally {
        isFlushing = false;
      }
    },
  };
}
