import { aroundD1 } from "./around-d1.ts";

/** D1 that adds up what its statements report to have read and written, which is what the platform bills. */
export function meteredD1(db: D1Database) {
  const meter = { statements: 0, rowsWritten: 0, rowsRead: 0 };
  const DB = aroundD1(db, async (_calls, run) => {
    const results = await run();
    for (const { meta } of results) {
      meter.statements += 1;
      meter.rowsWritten += meta.rows_written;
      meter.rowsRead += meta.rows_read;
    }
    return results;
  });
  return { DB, meter };
}
