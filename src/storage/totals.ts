import { hourOf } from "./periods.ts";

/** All events of a kind, sub-type and provider that came to an outcome, over all workspaces and all time. */
export type Total = {
  /** `received`, `duplicate`, `processed`, `failed`, or the code of a refusal, which has no kind, type and provider. */
  readonly outcome: string;
  readonly kind: string;
  readonly type: string;
  readonly provider: string;
  readonly count: number;
};

/** Far more than there are kinds of anything; a list that is cut would show as totals that are gone. */
const MAX_TOTALS = 10_000;

const ADD = "ON CONFLICT (outcome, kind, type, provider) DO UPDATE SET count = count + excluded.count";

// ?1 is the present hour. One more is looked at: what began in an hour is written a little after its end too.
const OPEN_HOURS =
  "hour >= (SELECT min(value, CAST(?1 AS INTEGER)) - 1 FROM marks WHERE name = 'totals') AND count > totalled";
const OPEN_DAYS =
  "day >= (SELECT (min(value, CAST(?1 AS INTEGER)) - 1) / 24 FROM marks WHERE name = 'totals') AND count > totalled";

/**
 * Adds to the totals what days and hours have more than when they were added last. One transaction, so that a
 * second run at the same time adds nothing. `isComplete` says that every arrival so far is counted.
 */
export async function addToTotals(db: D1Database, now: number, isComplete: boolean): Promise<void> {
  const hour = hourOf(now);
  await db.batch([
    ...[
      `INSERT INTO totals (outcome, kind, type, provider, count)
       SELECT outcome, kind, type, provider, sum(count - totalled) FROM daily_counts WHERE ${OPEN_DAYS}
       GROUP BY outcome, kind, type, provider ${ADD}`,
      `UPDATE daily_counts SET totalled = count WHERE ${OPEN_DAYS}`,
      `INSERT INTO totals (outcome, kind, type, provider, count)
       SELECT code, '', '', '', sum(count - totalled) FROM refusal_counts WHERE ${OPEN_HOURS} GROUP BY code ${ADD}`,
      `UPDATE refusal_counts SET totalled = count WHERE ${OPEN_HOURS}`,
    ].map((sql) => db.prepare(sql).bind(hour)),
    db
      .prepare("UPDATE marks SET value = ?1, at = iif(?3, ?2, at) WHERE name = 'totals'")
      .bind(hour, now, isComplete ? 1 : 0),
  ]);
}

export type Totals = {
  readonly totals: readonly Total[];
  /** Epoch ms until when everything is in them; 0 while nothing was ever counted. */
  readonly countedAt: number;
};

async function readTotals(db: D1Database): Promise<Totals> {
  const [totals, mark] = await db.batch<Total & { at: number }>([
    db.prepare(
      `SELECT outcome, kind, type, provider, count FROM totals WHERE outcome > ''
       ORDER BY outcome, kind, type, provider LIMIT ${MAX_TOTALS}`,
    ),
    db.prepare("SELECT at FROM marks WHERE name = 'totals'"),
  ]);
  return { totals: totals?.results ?? [], countedAt: mark?.results[0]?.at ?? 0 };
}

/** The same over several databases; complete until when each of them is. */
export async function sumTotals(dbs: Iterable<D1Database>): Promise<Totals> {
  const all = await Promise.all([...dbs].map(readTotals));
  const sums = new Map<string, Total>();
  for (const { count, ...counted } of all.flatMap(({ totals }) => totals)) {
    const name = JSON.stringify(counted);
    sums.set(name, { ...counted, count: count + (sums.get(name)?.count ?? 0) });
  }
  return { totals: [...sums.values()], countedAt: Math.min(...all.map(({ countedAt }) => countedAt)) };
}
