import { createMiddleware } from "hono/factory";

import type { Scope } from "../domain/api-key.ts";
import { authenticate } from "../pipeline/authenticate.ts";
import { countRefusal } from "../pipeline/reject.ts";
import type { KeyHolder } from "../storage/api-keys.ts";
import { refuse } from "./answer.ts";
import { drain } from "./body.ts";
import type { AppContext, AppEnv } from "./context.ts";
import { readKey } from "./key.ts";
import type { Failure } from "./problem.ts";
import { noteKey } from "./request-log.ts";

/** Lets a request through whose key has the scope; `null` for any key that works. */
export function requireScope(scope: Scope | null) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const sent = readKey(c);
    if (sent === null) return refuseUnread(c, { code: "missing_api_key" }, null);
    const authentication = await authenticate(c.env.DB, c.get("isolate").keys, sent.secret, c.get("now"));
    const { holder } = authentication;
    if (holder !== null) noteKey(c, holder.key);
    if (!authentication.ok) {
      return refuseUnread(c, { ...authentication.failure, place: sent.place }, holder);
    }
    const { scopes } = authentication.holder.key;
    if (scope !== null && !scopes.includes(scope)) {
      return refuseUnread(c, { code: "insufficient_scope", needed: scope, granted: scopes }, holder);
    }
    c.set("holder", authentication.holder);
    return next();
  });
}

async function refuseUnread(c: AppContext, failure: Failure, holder: KeyHolder | null): Promise<Response> {
  if (holder !== null) c.executionCtx.waitUntil(count(c, holder, failure.code));
  await drain(c.req.raw);
  return refuse(c, failure);
}

/** Refuses what no route takes, and counts it for the owner of the key when it comes with one. */
export async function refuseMisdirected(c: AppContext, failure: Failure): Promise<Response> {
  c.executionCtx.waitUntil(countForOwner(c, failure.code));
  await drain(c.req.raw);
  return refuse(c, failure);
}

/** For the end of a route: every method that it does not serve. */
export function allow(method: "GET" | "POST") {
  return (c: AppContext): Promise<Response> =>
    refuseMisdirected(c, {
      code: "method_not_allowed",
      allow: method,
      given: c.req.method,
      path: c.req.path,
    });
}

async function countForOwner(c: AppContext, code: string): Promise<void> {
  const secret = readKey(c)?.secret;
  if (secret === undefined) return;
  try {
    const { holder } = await authenticate(c.env.DB, c.get("isolate").keys, secret, c.get("now"));
    if (holder !== null) await count(c, holder, code);
  } catch (error) {
    console.error({ message: "refusal not counted", code, error: String(error) });
  }
}

function count(c: AppContext, { key }: KeyHolder, code: string): Promise<void> {
  const refusal = { workspaceId: key.workspaceId, keyId: key.id, code, at: c.get("now") };
  return countRefusal(c.env.DB, c.get("isolate").refusals, refusal);
}
