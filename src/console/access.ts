import { createMiddleware } from "hono/factory";

import type { Scope } from "../domain/api-key.ts";
import { drain } from "../http/body.ts";
import { noteUseAfterwards } from "../http/auth.ts";
import type { AppContext, AppEnv } from "../http/context.ts";
import { noteKey } from "../http/request-log.ts";
import { authenticateKnown } from "../pipeline/authenticate.ts";
import { databaseOf } from "../storage/databases.ts";
import { takeSession } from "./cookie.ts";
import { answerFragment, answerReload } from "./page.ts";

/** Lets a browser through that is signed in with a key that works and has the scope; else to the sign-in. */
export function requireSession(scope: Scope) {
  return createMiddleware<AppEnv>(async (c, next) => {
    if (c.req.method === "POST" && !isOwnForm(c)) {
      await drain(c.req.raw);
      return answerFragment(c, "notices", { foreign: 1 }, 403);
    }
    if (!(await isSignedIn(c))) {
      await drain(c.req.raw);
      // The browser keeps the session back when a link on another site leads here, and gives it to the same page asked by itself.
      if (c.req.header("sec-fetch-site") === "cross-site") return answerReload(c);
      const here = new URL(c.req.url);
      const target = c.req.method === "GET" ? `${here.pathname}${here.search}` : here.pathname;
      return c.redirect(`/sign-in?next=${encodeURIComponent(target)}`, 303);
    }
    const { key } = c.get("holder");
    if (!key.scopes.includes(scope)) {
      await drain(c.req.raw);
      return answerFragment(c, "notices", { scope, scopes: key.scopes.join(", ") }, 403);
    }
    await next();
    noteUseAfterwards(c, c.get("holder"));
    return undefined;
  });
}

/** Sets the holder of the session's key, with the database of its workspace. */
export async function isSignedIn(c: AppContext): Promise<boolean> {
  const session = await takeSession(c);
  const db = session === null ? null : databaseOf(c.env, session.workspaceId);
  if (session === null || db === null) return false;
  c.set("db", db);
  const authentication = await authenticateKnown(db, c.get("isolate").keys, session, c.get("now"));
  if (!authentication.ok) return false;
  noteKey(c, authentication.holder.key);
  c.set("holder", authentication.holder);
  return true;
}

/** Whether a form was sent by a page of this very origin, as browsers say of every POST. */
export function isOwnForm(c: AppContext): boolean {
  const site = c.req.header("sec-fetch-site");
  return site === undefined ? c.req.header("origin") === new URL(c.req.url).origin : site === "same-origin";
}

/** The workspace of the session. */
export function workspaceOf(c: AppContext): string {
  return c.get("holder").key.workspaceId;
}

export function isAdmin(c: AppContext): boolean {
  return c.get("holder").key.scopes.includes("admin");
}
