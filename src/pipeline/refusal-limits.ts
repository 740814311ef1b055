import { databaseNumberOf } from "../domain/database-number.ts";
import type { RefusalTally } from "../storage/refusal-counts.ts";
import { KEPT_A_MINUTE } from "../storage/rejection-log.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

// Counted one by one up to here in an hour, and from here on in lots: a broken sender writes few rows.
const COUNTED_SINGLY = 500;
const LOT = 32;

const MAX_TRACKED = 10_000;

// Of the tallies that D1 did not take: how many one refusal brings along, so that it stays within its second.
const LATE_AT_ONCE = 20;

export type RefusalLimits = ReturnType<typeof createRefusalLimits>;

/** A refusal to be counted for the owner of a key; `at` in epoch ms. */
export type CountedRefusal = Omit<RefusalTally, "counter" | "total">;

type Counter = {
  readonly tally: RefusalTally;
  /** What was given out to be written. */
  readonly offered: number;
  /** What the hour's count was over all isolates, when last heard of. */
  readonly hourCount: number;
};

/**
 * What this isolate knows of the refusals it saw, so that most of a flood costs no write. What D1 has not taken when
 * the isolate ends is lost: a lot that is not full, and what was refused while D1 gave no answer.
 */
export function createRefusalLimits() {
  const attempts = new Map<string, { minute: number; count: number }>();
  const counters = new Map<string, Counter>();
  const late = new Map<string, RefusalTally>();

  function postpone(tallies: readonly RefusalTally[]): void {
    for (const tally of tallies) {
      if (tally.total > (late.get(tally.counter)?.total ?? 0)) put(late, tally.counter, tally);
    }
  }

  return {
    /** True while a rejection of this key and fault may still be kept with its body this minute. */
    mayKeep(keyId: string, fault: string, now: number): boolean {
      const name = JSON.stringify([keyId, fault]);
      const minute = Math.floor(now / MINUTE_MS);
      const seen = attempts.get(name);
      const count = seen?.minute === minute ? seen.count + 1 : 1;
      put(attempts, name, { minute, count });
      return count <= KEPT_A_MINUTE;
    },

    /**
     * Counts one refusal, and gives the tallies to write now: none while a lot is filling, and with the others some
     * of those that were postponed, of the same database.
     */
    take(refusal: CountedRefusal): readonly RefusalTally[] {
      const name = nameOf(refusal);
      const known = counters.get(name);
      const isSameHour = known !== undefined && hourOf(known.tally) === hourOf(refusal);
      if (known !== undefined && !isSameHour && known.tally.total > known.offered) postpone([known.tally]);
      const counter = isSameHour ? known : newCounter(refusal);
      const tally = { ...counter.tally, total: counter.tally.total + 1 };
      const isDue = counter.hourCount < COUNTED_SINGLY || tally.total - counter.offered >= LOT;
      put(counters, name, { ...counter, tally, offered: isDue ? tally.total : counter.offered });
      if (!isDue) return [];
      late.delete(tally.counter);
      const database = databaseNumberOf(refusal.workspaceId);
      const postponed = [...late.values()]
        .filter(({ workspaceId }) => databaseNumberOf(workspaceId) === database)
        .slice(0, LATE_AT_ONCE);
      for (const { counter: id } of postponed) late.delete(id);
      return [tally, ...postponed];
    },

    /** What D1 has not taken, or not said so, is written with the next refusal. */
    postpone,

    /** What the hour's count has come to over all isolates. */
    learn(tally: RefusalTally, hourCount: number): void {
      const name = nameOf(tally);
      const counter = counters.get(name);
      if (counter?.tally.counter === tally.counter) put(counters, name, { ...counter, hourCount });
    },
  };
}

function newCounter({ workspaceId, keyId, code, at }: CountedRefusal): Counter {
  // Begins with a letter, so that it is a name in any JSON path.
  const counter = `c${crypto.randomUUID().replaceAll("-", "").slice(0, 12)}`;
  return { tally: { workspaceId, keyId, code, at, counter, total: 0 }, offered: 0, hourCount: 0 };
}

function nameOf({ keyId, code }: CountedRefusal): string {
  return JSON.stringify([keyId, code]);
}

function hourOf({ at }: CountedRefusal): number {
  return Math.floor(at / HOUR_MS);
}

function put<T>(map: Map<string, T>, name: string, value: T): void {
  map.delete(name);
  map.set(name, value);
  const [oldest] = map.keys();
  if (map.size > MAX_TRACKED && oldest !== undefined) map.delete(oldest);
}
