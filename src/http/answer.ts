import { drain } from "./body.ts";
import type { AppContext } from "./context.ts";
import { type Failure, toProblem } from "./problem.ts";

export type Metadata = {
  readonly requestId: string;
  readonly timestamp: string;
  /** Octave bills credits; Touchlog does not. */
  readonly usage: 0;
  readonly message: string;
};

export function metadata(c: AppContext, message: string): Metadata {
  return {
    requestId: c.get("requestId"),
    timestamp: new Date(c.get("now")).toISOString(),
    usage: 0,
    message,
  };
}

/** The answer to whatever can't be answered with a success. */
export function refuse(c: AppContext, failure: Failure): Response {
  const { status, code, message, errors, headers } = toProblem(failure);
  const body = { _metadata: metadata(c, message), received: false, message, code, errors };
  return c.json(body, status, headers);
}

/** For the end of a route: every method that it does not serve. */
export function allow(method: "GET" | "POST") {
  return async (c: AppContext): Promise<Response> => {
    await drain(c.req.raw);
    return refuse(c, { code: "method_not_allowed", allow: method, given: c.req.method, path: c.req.path });
  };
}
