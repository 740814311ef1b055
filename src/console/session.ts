import { hmacHex } from "../domain/hmac.ts";

export const SESSION_SECONDS = 12 * 60 * 60;

/** Whose key somebody signed in with. The key itself is not part of it. */
export type Session = { readonly workspaceId: string; readonly keyId: string };

const FORM = /^((wrk_[\w.-]+)~(key_\w+)~(\d{1,15}))~([0-9a-f]{64})$/;

/** The session as a text that nobody else can make, good until `expiresAt`. */
export async function writeSession(
  secret: string,
  { workspaceId, keyId }: Session,
  expiresAt: number,
): Promise<string> {
  const claim = `${workspaceId}~${keyId}~${expiresAt}`;
  return `${claim}~${await sign(secret, claim)}`;
}

/** Null for a text that was not written here, and for one that is over. */
export async function readSession(secret: string, text: string, now: number): Promise<Session | null> {
  const [, claim = "", workspaceId = "", keyId = "", expiresAt = "", signature = ""] = FORM.exec(text) ?? [];
  const expected = await sign(secret, claim);
  if (!isSame(signature, expected) || Number(expiresAt) <= now) return null;
  return { workspaceId, keyId };
}

async function sign(secret: string, claim: string): Promise<string> {
  // Named for its use, so that no other hash under this secret will do.
  const [signature = ""] = await hmacHex(secret, [`console session ${claim}`]);
  return signature;
}

/** In a time that says nothing of where two hashes differ. */
function isSame(given: string, expected: string): boolean {
  const [a, b] = [given, expected].map((text) => new TextEncoder().encode(text));
  return a !== undefined && b !== undefined && a.length === b.length && crypto.subtle.timingSafeEqual(a, b);
}
