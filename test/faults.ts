// Faults of the platform, put in at the binding: the real thing stands behind each.
import { aroundD1, type Call } from "./around-d1.ts";

/** What befalls a call: nothing, an error instead of it, or an error although it took effect. */
export type Fault = "none" | "before" | "after";

/** May take its time, so that a test can let something else happen first. */
export type FaultPlan = (
  call: Call & {
    /** Which statement of its call it is, from 0: a batch is one call. */
    readonly place: number;
  },
) => Fault | Promise<Fault>;

const LOST = "D1_ERROR: Network connection lost.";

/** D1 as it is on a bad day. A batch meets the first fault that the plan has for one of its statements. */
export function faultyD1(db: D1Database, plan: FaultPlan, message = LOST): D1Database {
  return aroundD1(db, async (calls, run) => {
    const faults = await Promise.all(calls.map(async (call, place) => plan({ ...call, place })));
    const fault = faults.find((candidate) => candidate !== "none") ?? "none";
    if (fault === "before") throw new Error(message);
    const results = await run();
    if (fault === "after") throw new Error(message);
    return results;
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
