// The platform on bad days, many of them at once: what the soak puts between the Worker and its bindings.
import { type Fault, faultyD1, overriding } from "../faults.ts";
import { chance } from "../../src/cli/chance.ts";

/** Of the calls of D1 and of the sends, how many meet which fault. */
const D1_BEFORE = 0.02;
const D1_AFTER = 0.02;
const D1_HANGS = 0.001;
const SEND_REFUSED = 0.05;
const SEND_HANGS = 0.01;

/** How long D1 hangs before it fails. */
const D1_HANG_MS = 30_000;

export const FAULTS = [
  "D1 fails before the commit",
  "D1 fails after the commit",
  "D1 hangs",
  "D1 is away",
  "D1 is overloaded",
  "KV fails",
  "the queue refuses a send",
  "a send hangs",
] as const;

export type FaultName = (typeof FAULTS)[number];

/** What a request asks of the platform besides chance. */
export type Weather = { readonly isKvAway: boolean; readonly d1: "there" | "away" | "overloaded" };

export const FAIR: Weather = { isKvAway: false, d1: "there" };

/**
 * The bindings of one invocation. Which of its calls fail follows from the label alone, so that a run can be had
 * again; `fired` is called for each that does.
 */
export function withFaults<E extends Env>(
  env: E,
  label: string,
  weather: Weather,
  fired: (fault: FaultName) => void,
): E {
  const drawD1 = chance(`${label} D1`);
  const drawSend = chance(`${label} queue`);

  async function meetD1(): Promise<Fault> {
    if (weather.d1 !== "there") {
      fired(weather.d1 === "away" ? "D1 is away" : "D1 is overloaded");
      return "before";
    }
    const drawn = drawD1();
    if (drawn >= D1_BEFORE + D1_AFTER + D1_HANGS) return "none";
    if (drawn >= D1_BEFORE + D1_AFTER) {
      fired("D1 hangs");
      await new Promise((resolve) => setTimeout(resolve, D1_HANG_MS));
      return "before";
    }
    const fault = drawn < D1_BEFORE ? "before" : "after";
    fired(fault === "before" ? "D1 fails before the commit" : "D1 fails after the commit");
    return fault;
  }

  function failKv(): Promise<never> {
    fired("KV fails");
    return Promise.reject(new Error("KV failed: 500 Internal Server Error"));
  }

  const sendBatch: Queue["sendBatch"] = (messages, options) => {
    const drawn = drawSend();
    if (drawn >= SEND_REFUSED + SEND_HANGS) return env.QUEUE.sendBatch(messages, options);
    if (drawn < SEND_HANGS) {
      fired("a send hangs");
      return new Promise<never>(() => {});
    }
    fired("the queue refuses a send");
    return Promise.reject(new Error("Too Many Requests"));
  };

  const message =
    weather.d1 === "overloaded" ? "D1_ERROR: D1 DB is overloaded. Too many requests queued." : undefined;
  return {
    ...env,
    // Whatever the call has of statements, it meets one fault at most.
    DB: faultyD1(env.DB, ({ place }) => (place === 0 ? meetD1() : "none"), message),
    QUEUE: overriding(env.QUEUE, { sendBatch }),
    ...(weather.isKvAway ? { MARKERS_KV: overriding(env.MARKERS_KV, { get: failKv, put: failKv }) } : {}),
  };
}
