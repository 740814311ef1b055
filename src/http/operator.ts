import { createMiddleware } from "hono/factory";

import { refuse } from "./answer.ts";
import { drain } from "./body.ts";
import type { AppEnv } from "./context.ts";

/** A shorter one would soon be guessed, and counts as none. */
const MIN_CHARACTERS = 16;

/** Lets a request through that brings the operator's token. An API key is not enough: keys belong to workspaces. */
export const requireOperator = createMiddleware<AppEnv>(async (c, next) => {
  const token = c.env.OPERATOR_TOKEN ?? "";
  if (token.length < MIN_CHARACTERS) {
    await drain(c.req.raw);
    return refuse(c, { code: "no_operator", minCharacters: MIN_CHARACTERS });
  }
  const given = /^Bearer +(\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
  if (await isSame(given, token)) return next();
  await drain(c.req.raw);
  return refuse(c, { code: "wrong_operator_token" });
});

/** In a time that says nothing of where two texts differ, nor of their lengths. */
async function isSame(a: string, b: string): Promise<boolean> {
  const [hashA, hashB] = await Promise.all([a, b].map(digest));
  return hashA !== undefined && hashB !== undefined && crypto.subtle.timingSafeEqual(hashA, hashB);
}

function digest(text: string): Promise<ArrayBuffer> {
  return crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
}
