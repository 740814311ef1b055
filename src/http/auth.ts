import { createMiddleware } from "hono/factory";

import { databaseNumberOfKey, type Scope } from "../domain/api-key.ts";
import { type Authentication, authenticate } from "../pipeline/authenticate.ts";
import { noteUse } from "../pipeline/key-use.ts";
import { countRefusal } from "../pipeline/reject.ts";
import type { KeyHolder } from "../storage/api-keys.ts";
import { databaseNumbered } from "../storage/databases.ts";
import { refuse } from "./answer.ts";
import { drain } from "./body.ts";
import type { AppContext, AppEnv } from "./context.ts";
import { readKey } from "./key.ts";
import type { Failure } from "./problem.ts";
import { noteKey } from "./request-log.ts";
import { toLogLine } from "../log-line.ts";

/** Lets a request through whose key has the scope; `null` for any key that works. */
export function requireScope(scope: Scope | null) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const identification = await identify(c);
    if (!identification.ok) return refuseCounted(c, identification.failure, identification.holder);
    const { holder } = identification;
    const { scopes } = holder.key;
    if (scope !== null && !scopes.includes(scope)) {
      return refuseCounted(c, { code: "insufficient_scope", needed: scope, granted: scopes }, holder);
    }
    c.set("holder", holder);
    await next();
    noteUseAfterwards(c, holder);
    return undefined;
  });
}

/** Called when the request has had what it needs of D1. */
export function noteUseAfterwards(c: AppContext, { key }: KeyHolder): void {
  const noting = noteUse(c.get("db"), c.get("isolate").usedKeys, key, c.get("now"));
  // Whatever the platform is to wait for costs a turn of its event loop.
  if (noting !== null) c.executionCtx.waitUntil(noting);
}

type Identification =
  | { readonly ok: true; readonly holder: KeyHolder }
  /** `holder` null when nobody is known to have sent it. */
  | { readonly ok: false; readonly failure: Failure; readonly holder: KeyHolder | null };

/** Whose key the request carries, if the key may come in that place. Throws Unavailable as `authenticate` does. */
export async function identify(c: AppContext): Promise<Identification> {
  const sent = readKey(c);
  if (sent === null) return { ok: false, failure: { code: "missing_api_key" }, holder: null };
  const { secret, place } = sent;
  const authentication = await lookUp(c, secret);
  if (authentication.holder !== null) noteKey(c, authentication.holder.key);
  if (!authentication.ok) return { ...authentication, failure: { ...authentication.failure, place } };
  const { holder } = authentication;
  return place === "query parameter api_key" && !holder.key.allowsQuery
    ? { ok: false, failure: { code: "api_key_in_query" }, holder }
    : { ok: true, holder };
}

/**
 * Asks the database that the key names, with which the request goes on. One that is not bound has no keys: anyone can
 * make up a key that names it.
 */
async function lookUp(c: AppContext, secret: string): Promise<Authentication> {
  const db = databaseNumbered(c.env, databaseNumberOfKey(secret));
  if (db === null) return { ok: false, failure: { code: "unknown_api_key" }, holder: null };
  c.set("db", db);
  return authenticate(db, c.get("isolate").keys, secret, c.get("now"));
}

/** Refuses what leaves no body to keep, and counts it for the owner of the key where that is known. */
export async function refuseCounted(
  c: AppContext,
  failure: Failure,
  holder: KeyHolder | null,
): Promise<Response> {
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
export function allow(...methods: readonly ("GET" | "POST")[]) {
  return (c: AppContext): Promise<Response> =>
    refuseMisdirected(c, {
      code: "method_not_allowed",
      allow: methods,
      given: c.req.method,
      path: c.req.path,
    });
}

async function countForOwner(c: AppContext, code: string): Promise<void> {
  const secret = readKey(c)?.secret;
  if (secret === undefined) return;
  try {
    const { holder } = await lookUp(c, secret);
    if (holder !== null) await count(c, holder, code);
  } catch (error) {
    console.error(toLogLine({ message: "refusal not counted", code, error: String(error) }));
  }
}

function count(c: AppContext, { key }: KeyHolder, code: string): Promise<void> {
  const refusal = { workspaceId: key.workspaceId, keyId: key.id, code, at: c.get("now") };
  return countRefusal(c.get("db"), c.get("isolate").refusals, refusal);
}
