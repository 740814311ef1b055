import type { AppContext } from "../http/context.ts";
import { readSecret } from "../settings.ts";
import { readSession, type Session, SESSION_SECONDS, writeSession } from "./session.ts";

const NAME = "touchlog_session";

const LOCAL_HOSTS = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Whether this machine asks itself: the one case in which a session may go without encryption. */
export function isLocal(c: AppContext): boolean {
  return LOCAL_HOSTS.has(new URL(c.req.url).hostname);
}

/** Hands the browser a session. */
export async function giveSession(c: AppContext, session: Session): Promise<void> {
  const expiresAt = c.get("now") + SESSION_SECONDS * 1000;
  setCookie(c, await writeSession(readSecret(c.env), session, expiresAt), SESSION_SECONDS);
}

/** Null for a browser without one, or with one that is over. */
export async function takeSession(c: AppContext): Promise<Session | null> {
  const [, text] = new RegExp(`(?:^|; *)${NAME}=([^;]*)`).exec(c.req.header("cookie") ?? "") ?? [];
  return text === undefined ? null : readSession(readSecret(c.env), text, c.get("now"));
}

export function endSession(c: AppContext): void {
  setCookie(c, "", 0);
}

/** `value` has no character that a cookie can't have. */
function setCookie(c: AppContext, value: string, seconds: number): void {
  const secure = isLocal(c) ? "" : "; Secure";
  c.header("set-cookie", `${NAME}=${value}; Max-Age=${seconds}; Path=/; HttpOnly; SameSite=Strict${secure}`);
}
