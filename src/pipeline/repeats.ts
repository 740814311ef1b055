import { persist } from "../storage/d1.ts";
import type { NewEvent } from "../storage/events.ts";
import { addRepeats, type Repeats } from "../storage/repeats.ts";

const FLUSH_MS = 3_000;

export type RepeatCounter = ReturnType<typeof createRepeatCounter>;

type Repeat = Pick<NewEvent, "id" | "workspaceId" | "arrival" | "receivedAt">;

/**
 * Counts the repeats that a marker answered, so that hundreds of them cost one write. What an isolate has not
 * written when it ends is lost: the counts say "at least".
 */
export function createRepeatCounter() {
  let waiting = new Map<string, Repeats>();
  let flushAt: number | null = null;
  return {
    /** Resolves once the repeat is written; at once when an earlier call will write it. */
    async note(db: D1Database, { id, workspaceId, arrival, receivedAt }: Repeat): Promise<void> {
      const count = (waiting.get(id)?.count ?? 0) + 1;
      waiting.set(id, { id, workspaceId, arrival, count, lastAt: receivedAt });
      // One whose time is long over was ended with its request: this one takes its place.
      if (flushAt !== null && receivedAt < flushAt + FLUSH_MS) return;
      flushAt = receivedAt + FLUSH_MS;
      await new Promise((resolve) => setTimeout(resolve, FLUSH_MS));
      const repeats = [...waiting.values()];
      waiting = new Map();
      flushAt = null;
      try {
        await persist(() => addRepeats(db, repeats));
      } catch (error) {
        const lost = repeats.reduce((sum, repeat) => sum + repeat.count, 0);
        console.warn({ message: "repeats not counted", repeats: lost, error: String(error) });
      }
    },
  };
}
