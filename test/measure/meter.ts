/** What a piece of work asked of D1, in the units that the platform bills. */
export type Cost = { readonly statements: number; readonly rowsRead: number; readonly rowsWritten: number };

/** D1 that adds up what its statements report; `costOf` says what one piece of work added. */
export function createMeter(db: D1Database) {
  const wrapped = new WeakMap<D1PreparedStatement, D1PreparedStatement>();
  let total: Cost = { statements: 0, rowsRead: 0, rowsWritten: 0 };

  function count<T>(result: D1Result<T>): D1Result<T> {
    total = {
      statements: total.statements + 1,
      rowsRead: total.rowsRead + result.meta.rows_read,
      rowsWritten: total.rowsWritten + result.meta.rows_written,
    };
    return result;
  }

  function wrap(statement: D1PreparedStatement): D1PreparedStatement {
    const all = async () => count(await statement.all());
    const proxy = new Proxy(statement, {
      get(real, name) {
        if (name === "bind") return (...values: unknown[]) => wrap(real.bind(...values));
        if (name === "all" || name === "run") return all;
        if (name === "first") return async () => (await all()).results[0] ?? null;
        return Reflect.get(real, name);
      },
    });
    wrapped.set(proxy, statement);
    return proxy;
  }

  const DB = new Proxy(db, {
    get(real, name) {
      if (name === "prepare") return (sql: string) => wrap(real.prepare(sql));
      if (name !== "batch") return Reflect.get(real, name);
      return async (statements: D1PreparedStatement[]) =>
        (await real.batch(statements.map((statement) => wrapped.get(statement) ?? statement))).map((result) =>
          count(result),
        );
    },
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
