import { brief } from "../domain/fault.ts";
import type { RotationFailure } from "../pipeline/keys.ts";
import { refuse } from "./answer.ts";
import type { AppContext } from "./context.ts";
import type { Failure } from "./problem.ts";

export const NO_SUCH_KEY: Failure = { code: "not_found", what: "key with this keyOId in this workspace" };

/** A key that ended itself would lock its owner out, and is a slip more often than a wish. */
export function refuseSelf(c: AppContext, keyOId: string): Response {
  const hint = "revoke it with another admin key, or on the command line";
  return refuseKeyOId(c, keyOId, "is the key of this very request", "another key", hint);
}

export function refuseRotation(c: AppContext, keyOId: string, failure: RotationFailure): Response {
  switch (failure.code) {
    case "no_such_key":
      return refuse(c, NO_SUCH_KEY);
    case "revoked":
    case "expired": {
      const day = new Date(failure.at).toISOString().slice(0, 10);
      const verb = failure.code === "revoked" ? "was revoked" : "expired";
      return refuseKeyOId(c, keyOId, `${verb} on ${day}`, "a key that works", "create a new key");
    }
    case "replaced": {
      const hint = `rotate ${failure.by}, which took its place`;
      return refuseKeyOId(c, keyOId, "was rotated before", "a key that was not", hint);
    }
    default:
      return failure satisfies never;
  }
}

function refuseKeyOId(
  c: AppContext,
  keyOId: string,
  complaint: string,
  expected: string,
  hint: string,
): Response {
  const received = brief(keyOId);
  const message = `keyOId ${received} ${complaint}`;
  const fault = { path: "keyOId", code: "invalid_value", message, expected, received, hint } as const;
  return refuse(c, { code: "invalid_request", faults: [fault] });
}
