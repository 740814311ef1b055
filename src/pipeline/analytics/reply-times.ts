import { medianOfBuckets } from "../../domain/analytics/median.ts";
import {
  MAX_EXACT,
  readReplyTimeBuckets,
  readReplyTimes,
  type ReplyTimeQuery,
  type ReplyTimes,
} from "../../storage/analytics-reply-times.ts";
import { persist } from "../../storage/d1.ts";

export type Medians = ReplyTimes & {
  /** False when they come from a histogram, and may be off by 2 %. */
  readonly exact: boolean;
};

/** Exact up to MAX_EXACT answered messages in the whole range, of which the caller says how many there are. */
export async function findReplyTimes(
  db: D1Database,
  query: ReplyTimeQuery,
  answered: number,
): Promise<(name: string) => Medians> {
  const exact = answered <= MAX_EXACT;
  const medians = exact
    ? await persist(() => readReplyTimes(db, query))
    : await persist(() => readFromHistogram(db, query));
  return (name) => ({
    medianMs: rounded(medians.get(name)?.medianMs),
    humanMedianMs: rounded(medians.get(name)?.humanMedianMs),
    exact,
  });
}

async function readFromHistogram(db: D1Database, query: ReplyTimeQuery) {
  const buckets = await readReplyTimeBuckets(db, query);
  return new Map(
    [...buckets].map(([name, { all, human }]) => [
      name,
      { medianMs: medianOfBuckets(all), humanMedianMs: medianOfBuckets(human) },
    ]),
  );
}

function rounded(milliseconds: number | null | undefined): number | null {
  return milliseconds === null || milliseconds === undefined ? null : Math.round(milliseconds);
}
