import { aroundD1 } from "../around-d1.ts";

/** What a piece of work asked of D1, in the units that the platform bills. */
export type Cost = { readonly statements: number; readonly rowsRead: number; readonly rowsWritten: number };

/** D1 that adds up what its statements report; `costOf` says what one piece of work added. */
export function createMeter(db: D1Database) {
  let total: Cost = { statements: 0, rowsRead: 0, rowsWritten: 0 };

  const DB = aroundD1(db, async (_calls, run) => {
    const results = await run();
    for (const { meta } of results) {
      total = {
        statements: total.statements + 1,
        rowsRead: total.rowsRead + meta.rows_read,
        rowsWritten: total.rowsWritten + meta.rows_written,
      };
    }
    return results;
  });

  async function costOf(work: () => Promise<unknown>): Promise<Cost> {
    const before = total;
    await work();
    return {
      statements: total.statements - before.statements,
      rowsRead: total.rowsRead - before.rowsRead,
      rowsWritten: total.rowsWritten - before.rowsWritten,
    };
  }

  return { DB, costOf };
}
