import { createMiddleware } from "hono/factory";
import { matchedRoutes } from "hono/route";

import type { ApiKey } from "../storage/api-keys.ts";
import { Unavailable } from "../storage/d1.ts";
import type { AppContext, AppEnv, Noted } from "./context.ts";
import { toLogLine } from "../log-line.ts";

export function note(c: AppContext, more: Noted): void {
  c.set("noted", { ...c.get("noted"), ...more });
}

export function noteKey(c: AppContext, { id, workspaceId }: ApiKey): void {
  note(c, { workspaceId, keyId: id });
}

/** One line for each request, when it is answered. */
export const logRequests = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  console.log(
    toLogLine({
      message: "request",
      requestId: c.get("requestId"),
      method: toMethod(c.req.method),
      route: routeOf(c),
      status: c.res.status,
      milliseconds: Date.now() - c.get("now"),
      ...c.get("noted"),
    }),
  );
});

/** The pattern that the request matched, never its path: a key may stand in one that is mistyped. */
function routeOf(c: AppContext): string {
  const patterns = matchedRoutes(c).map(({ path }) => path);
  return patterns.findLast((path) => path !== "/*") ?? "none";
}

// A method can be any word.
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

function toMethod(method: string): string {
  return METHODS.has(method) ? method : "other";
}

/** Says in the log what a request ended with that none should end with. */
export function logError(c: AppContext, error: Error): void {
  const cause = error instanceof Unavailable ? error.cause : error;
  console.error(
    toLogLine({
      message: error instanceof Unavailable ? "unavailable" : "unexpected error",
      requestId: c.get("requestId"),
      route: routeOf(c),
      error: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
    }),
  );
}
