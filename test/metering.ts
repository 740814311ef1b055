/** D1 that adds up what its statements report to have written, which is what the platform bills. */
export function meteredD1(db: D1Database) {
  const meter = { statements: 0, rowsWritten: 0 };
  const statements = new WeakMap<D1PreparedStatement, D1PreparedStatement>();

  function count(result: D1Result): void {
    meter.statements += 1;
    meter.rowsWritten += result.meta.rows_written;
  }

  function wrap(statement: D1PreparedStatement): D1PreparedStatement {
    const all = async () => {
      const result = await statement.all();
      count(result);
      return result;
    };
    const proxy = new Proxy(statement, {
      get(real, name) {
        if (name === "bind") return (...binds: unknown[]) => wrap(real.bind(...binds));
        if (name === "first") return async () => (await all()).results[0] ?? null;
        if (name === "all" || name === "run") return all;
        return Reflect.get(real, name);
      },
    });
    statements.set(proxy, statement);
    return proxy;
  }

  const DB = new Proxy(db, {
    get(real, name) {
      if (name === "prepare") return (sql: string) => wrap(real.prepare(sql));
      if (name !== "batch") return Reflect.get(real, name);
      return async (proxies: D1PreparedStatement[]) => {
        const results = await real.batch(proxies.map((proxy) => statements.get(proxy) ?? proxy));
        results.forEach(count);
        return results;
      };
    },
  });
  return { DB, meter };
}
