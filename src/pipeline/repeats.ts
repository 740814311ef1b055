import { countDuplicates, type Duplicates } from "../storage/daily-counts.ts";
import { persist } from "../storage/d1.ts";
import type { NewEvent } from "../storage/events.ts";
import { addRepeatedActivity } from "../storage/key-activity.ts";
import { addRepeats, type Repeats } from "../storage/repeats.ts";
import { toLogLine } from "../log-line.ts";

/** How long repeats are gathered before they are written. */
export const FLUSH_MS = 2_900;

export type RepeatCounter = ReturnType<typeof createRepeatCounter>;

type Repeat = Pick<
  NewEvent,
  "id" | "workspaceId" | "keyId" | "kind" | "type" | "provider" | "arrival" | "receivedAt"
>;

/**
 * Counts repeats, so that hundreds of them cost a few writes. What an isolate has not written when it ends is lost:
 * the counts say "at least".
 */
export function createRepeatCounter() {
  const counters = new WeakMap<D1Database, ReturnType<typeof createCounter>>();
  return {
    /**
     * Resolves once the repeat is written; at once when an earlier call will write it. `isInRow` says that the
     * event's own row has counted it already, as it does when D1 answers.
     */
    note(db: D1Database, event: Repeat, isInRow: boolean): Promise<void> {
      const counter = counters.get(db) ?? createCounter();
      counters.set(db, counter);
      return counter.note(db, event, isInRow);
    },
  };
}

/** For one database. */
function createCounter() {
  let waiting = createTally();
  let flushAt: number | null = null;
  return {
    async note(db: D1Database, event: Repeat, isInRow: boolean): Promise<void> {
      waiting.add(event, isInRow);
      // One whose time is long over was ended with its request: this one takes its place.
      if (flushAt !== null && event.receivedAt < flushAt + FLUSH_MS) return;
      flushAt = event.receivedAt + FLUSH_MS;
      await new Promise((resolve) => setTimeout(resolve, FLUSH_MS));
      const repeats = [...waiting.repeats.values()];
      const duplicates = [...waiting.duplicates.values()];
      waiting = createTally();
      flushAt = null;
      try {
        await writeRepeats(db, repeats, duplicates);
      } catch (error) {
        const lost = repeats.reduce((sum, repeat) => sum + repeat.count, 0);
        console.warn(toLogLine({ message: "repeats not counted", repeats: lost, error: String(error) }));
      }
    },
  };
}

/** For the rows of the events, which may be told twice; then for their day and their keys, which may not. */
export async function writeRepeats(
  db: D1Database,
  repeats: readonly Repeats[],
  duplicates: readonly Duplicates[],
): Promise<void> {
  if (repeats.length > 0) await persist(() => addRepeats(db, repeats));
  await db.batch([countDuplicates(db, duplicates), addRepeatedActivity(db, duplicates)]);
}

function createTally() {
  const repeats = new Map<string, Repeats>();
  const duplicates = new Map<string, Duplicates>();
  return {
    repeats,
    duplicates,
    add(repeat: Repeat, isInRow: boolean): void {
      const { id, workspaceId, keyId, kind, type, provider, arrival, receivedAt } = repeat;
      if (!isInRow) {
        const count = (repeats.get(id)?.count ?? 0) + 1;
        repeats.set(id, { id, workspaceId, arrival, count, lastAt: receivedAt });
      }
      const group = { workspaceId, keyId, kind, type, provider };
      const name = JSON.stringify(Object.values(group));
      const count = (duplicates.get(name)?.count ?? 0) + 1;
      duplicates.set(name, { ...group, count, lastAt: receivedAt });
    },
  };
}
