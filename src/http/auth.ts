import { createMiddleware } from "hono/factory";

import type { Scope } from "../domain/api-key.ts";
import { authenticate } from "../pipeline/authenticate.ts";
import { refuse } from "./answer.ts";
import { drain } from "./body.ts";
import type { AppContext, AppEnv } from "./context.ts";

/** Lets a request through whose key has the scope; `null` for any key that works. */
export function requireScope(scope: Scope | null) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const secret = readKey(c);
    if (secret === null) return refuseUnread(c, { code: "missing_api_key" });
    const authentication = await authenticate(c.env.DB, c.get("isolate").keys, secret, c.get("now"));
    if (!authentication.ok) return refuseUnread(c, authentication.failure);
    const { scopes } = authentication.holder.key;
    if (scope !== null && !scopes.includes(scope)) {
      return refuseUnread(c, { code: "insufficient_scope", needed: scope, granted: scopes });
    }
    c.set("holder", authentication.holder);
    return next();
  });
}

async function refuseUnread(c: AppContext, failure: Parameters<typeof refuse>[1]): Promise<Response> {
  await drain(c.req.raw);
  return refuse(c, failure);
}

/** A header beats the query. Some proxies drop headers with underscores, hence the other two. */
export function readKey(c: AppContext): string | null {
  const bearer = /^Bearer\s+(.+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
  const candidates = [c.req.header("api_key"), c.req.header("x-api-key"), bearer, c.req.query("api_key")];
  return candidates.map((key) => key?.trim() ?? "").find((key) => key !== "") ?? null;
}
