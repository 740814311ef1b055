import { Hono } from "hono/tiny";

import { databaseNumberOfKey } from "../domain/api-key.ts";
import type { AppContext, AppEnv } from "../http/context.ts";
import { drain } from "../http/body.ts";
import { toProblem } from "../http/problem.ts";
import { authenticate } from "../pipeline/authenticate.ts";
import type { ApiKey } from "../storage/api-keys.ts";
import { databaseNumbered } from "../storage/databases.ts";
import { isOwnForm } from "./access.ts";
import { endSession, giveSession, isLocal } from "./cookie.ts";
import { readForm } from "./form.ts";
import { answerFragment } from "./page.ts";

const SIGN_IN = "/sign-in";

export const signInRoutes = new Hono<AppEnv>()
  .get(SIGN_IN, (c) => showForm(c, c.req.query("next") ?? "", null))
  .post(SIGN_IN, async (c) => {
    if (!isOwnForm(c)) {
      await drain(c.req.raw);
      return answerFragment(c, "notices", { signIn: 1 }, 403);
    }
    const form = await readForm(c);
    const next = form.get("next") ?? "";
    if (new URL(c.req.url).protocol === "http:" && !isLocal(c)) {
      return showForm(c, next, "insecure");
    }
    return signIn(c, form.get("key")?.trim() ?? "", next);
  })
  .get("/sign-in/local", (c) => {
    const [token = "", key = ""] = c.env.LOCAL_SIGN_IN?.split(".") ?? [];
    if (token === "" || c.req.query("token") !== token || !isLocal(c)) {
      return showForm(c, "", "stale");
    }
    return signIn(c, key, "");
  })
  .post("/sign-out", async (c) => {
    await drain(c.req.raw);
    if (!isOwnForm(c)) return answerFragment(c, "notices", { signOut: 1 }, 403);
    endSession(c);
    return c.redirect(SIGN_IN, 303);
  });

async function signIn(c: AppContext, secret: string, next: string): Promise<Response> {
  const db = databaseNumbered(c.env, databaseNumberOfKey(secret));
  const authentication =
    db === null ? null : await authenticate(db, c.get("isolate").keys, secret, c.get("now"));
  if (authentication?.ok !== true) {
    const failure = authentication?.failure ?? ({ code: "unknown_api_key" } as const);
    const { code } = toProblem({ ...failure, place: "header api_key" });
    return showForm(c, next, code);
  }
  const { key } = authentication.holder;
  if (!key.scopes.includes("read") && !key.scopes.includes("admin")) {
    return showForm(c, next, "ingest");
  }
  await giveSession(c, { workspaceId: key.workspaceId, keyId: key.id });
  return c.redirect(withinHere(c, next) ?? firstPage(key), 303);
}

/** Where to go on, when that is a page of this console. */
function withinHere(c: AppContext, next: string): string | null {
  const { origin } = new URL(c.req.url);
  if (!next.startsWith("/") || !URL.canParse(next, origin)) return null;
  const target = new URL(next, origin);
  return target.origin === origin && next !== "/" ? `${target.pathname}${target.search}` : null;
}

function firstPage({ scopes }: ApiKey): string {
  return scopes.includes("read") ? "/live" : "/keys";
}

/** With the reason, if any, that the page has words for. */
function showForm(c: AppContext, next: string, reason: string | null): Promise<Response> {
  if (reason === null) return answerFragment(c, "signIn", { next });
  return answerFragment(c, "signIn", { next, failed: 1, [reason]: 1 }, 403);
}
