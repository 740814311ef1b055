// Faults of the platform, put in at the binding: the real thing stands behind each.

/** What befalls a call: nothing, an error instead of it, or an error although it took effect. */
export type Fault = "none" | "before" | "after";

/** May take its time, so that a test can let something else happen first. */
export type FaultPlan = (call: {
  readonly sql: string;
  readonly binds: readonly unknown[];
  /** Which statement of its call it is, from 0: a batch is one call. */
  readonly place: number;
}) => Fault | Promise<Fault>;

const LOST = "D1_ERROR: Network connection lost.";

type Statement = {
  readonly real: D1PreparedStatement;
  readonly sql: string;
  readonly binds: readonly unknown[];
};

/** D1 as it is on a bad day. A batch meets the first fault that the plan has for one of its statements. */
export function faultyD1(db: D1Database, plan: FaultPlan, message = LOST): D1Database {
  const statements = new WeakMap<D1PreparedStatement, Statement>();

  async function meet<T>(calls: readonly Statement[], work: () => Promise<T>): Promise<T> {
    const fault =
      (await Promise.all(calls.map(async ({ sql, binds }, place) => plan({ sql, binds, place })))).find(
        (candidate) => candidate !== "none",
      ) ?? "none";
    if (fault === "before") throw new Error(message);
    const result = await work();
    if (fault === "after") throw new Error(message);
    return result;
  }

  function wrap(statement: Statement): D1PreparedStatement {
    const proxy = new Proxy(statement.real, {
      get(real, name) {
        switch (name) {
          case "bind":
            return (...binds: unknown[]) => wrap({ ...statement, real: real.bind(...binds), binds });
          case "first":
            return () => meet([statement], () => real.first());
          case "all":
            return () => meet([statement], () => real.all());
          case "run":
            return () => meet([statement], () => real.run());
          default:
            return Reflect.get(real, name);
        }
      },
    });
    statements.set(proxy, statement);
    return proxy;
  }

  return new Proxy(db, {
    get(real, name) {
      if (name === "prepare") return (sql: string) => wrap({ real: real.prepare(sql), sql, binds: [] });
      if (name === "batch") {
        return (proxies: D1PreparedStatement[]) => {
          const calls = proxies.map((proxy) => statements.get(proxy)).filter((call) => call !== undefined);
          return meet(calls, () => real.batch(calls.map((call) => call.real)));
        };
      }
      return Reflect.get(real, name);
    },
  });
}

/** The binding with some of its methods replaced. */
export function overriding<T extends object>(binding: T, methods: Partial<T>): T {
  return new Proxy(binding, {
    get(real, name) {
      const own: unknown = Reflect.get(methods, name);
      const value: unknown = own ?? Reflect.get(real, name);
      return typeof value === "function" && own === undefined ? value.bind(real) : value;
    },
  });
}

/** True once for a call whose SQL begins so, counted over the life of the plan. */
export function onNth(start: string, nth: number, fault: Fault): FaultPlan {
  let seen = 0;
  return ({ sql }) => (sql.trimStart().startsWith(start) && ++seen === nth ? fault : "none");
}
