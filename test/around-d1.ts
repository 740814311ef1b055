/** A statement as it was prepared and bound. */
export type Call = { readonly sql: string; readonly binds: readonly unknown[] };

/** Stands around one call of D1; `run` does it and gives a result for each of its statements. */
export type Around = (calls: readonly Call[], run: () => Promise<D1Result[]>) => Promise<D1Result[]>;

type Statement = Call & { readonly real: D1PreparedStatement };

/** The real D1 with something around each of its calls; a batch is one call. */
export function aroundD1(db: D1Database, around: Around): D1Database {
  const statements = new WeakMap<D1PreparedStatement, Statement>();

  function wrap(statement: Statement): D1PreparedStatement {
    const all = async () => {
      const [result] = await around([statement], async () => [await statement.real.all()]);
      if (result === undefined) throw new Error("a call without a result");
      return result;
    };
    const proxy = new Proxy(statement.real, {
      get(real, name) {
        if (name === "bind") {
          return (...binds: unknown[]) => wrap({ ...statement, real: real.bind(...binds), binds });
        }
        if (name === "all" || name === "run") return all;
        if (name === "first") return async () => (await all()).results[0] ?? null;
        return Reflect.get(real, name);
      },
    });
    statements.set(proxy, statement);
    return proxy;
  }

  return new Proxy(db, {
    get(real, name) {
      if (name === "prepare") return (sql: string) => wrap({ real: real.prepare(sql), sql, binds: [] });
      if (name !== "batch") return Reflect.get(real, name);
      return (proxies: D1PreparedStatement[]) => {
        const calls = proxies.map((proxy) => statements.get(proxy)).filter((call) => call !== undefined);
        return around(calls, () => real.batch(calls.map((call) => call.real)));
      };
    },
  });
}
