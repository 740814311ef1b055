import { KEPT_A_MINUTE } from "../storage/rejection-log.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

// Counted one by one up to here in an hour, and from here on in lots: a broken sender writes few rows.
const COUNTED_SINGLY = 500;
const LOT = 32;

const MAX_TRACKED = 10_000;

export type RefusalLimits = ReturnType<typeof createRefusalLimits>;

/**
 * What this isolate knows of the refusals it saw, so that most of a flood costs no write. A lot that is not full when
 * the isolate ends is lost: beyond COUNTED_SINGLY a count says "at least".
 */
export function createRefusalLimits() {
  const attempts = new Map<string, { minute: number; count: number }>();
  const tallies = new Map<string, { hour: number; written: number; waiting: number }>();
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

    /** How many refusals to write now, this one among them; 0 while a lot is filling. */
    take(keyId: string, code: string, now: number): number {
      const name = JSON.stringify([keyId, code]);
      const hour = Math.floor(now / HOUR_MS);
      const known = tallies.get(name);
      const tally = known?.hour === hour ? known : { hour, written: 0, waiting: 0 };
      const waiting = tally.waiting + 1;
      const isDue = tally.written < COUNTED_SINGLY || waiting >= LOT;
      put(tallies, name, { ...tally, waiting: isDue ? 0 : waiting });
      return isDue ? waiting : 0;
    },

    /** What the hour's count has come to over all isolates. */
    learn(keyId: string, code: string, now: number, written: number): void {
      const name = JSON.stringify([keyId, code]);
      const tally = tallies.get(name);
      if (tally?.hour === Math.floor(now / HOUR_MS)) put(tallies, name, { ...tally, written });
    },
  };
}

function put<T>(map: Map<string, T>, name: string, value: T): void {
  map.delete(name);
  map.set(name, value);
  const [oldest] = map.keys();
  if (map.size > MAX_TRACKED && oldest !== undefined) map.delete(oldest);
}
