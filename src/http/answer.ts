import type { AppContext } from "./context.ts";
import { type Failure, type Problem, toProblem } from "./problem.ts";
import { note } from "./request-log.ts";

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

/** How a failure is answered: by `refuse`, or by a page. */
export type Refusal = (c: AppContext, failure: Failure) => Response | Promise<Response>;

/** The answer to whatever can't be answered with a success. */
export function refuse(c: AppContext, failure: Failure): Response {
  return answerProblem(c, toProblem(failure), {});
}

/** `details` stand beside what every refusal has. */
export function answerProblem(
  c: AppContext,
  { status, code, message, errors, headers }: Problem,
  details: { readonly rejectionOId?: string; readonly dryRun?: true },
): Response {
  note(c, { code });
  const body = { _metadata: metadata(c, message), received: false, message, code, errors, ...details };
  return c.json(body, status, headers);
}
