import type { AppContext } from "./context.ts";

/** Where a request may carry its key, in the order in which they are looked at. */
export type KeyPlace =
  | "header api_key"
  | "header x-api-key"
  | "header Authorization"
  | "query parameter api_key";

export type SentKey = { readonly secret: string; readonly place: KeyPlace };

/** A header beats the query. Some proxies drop headers with underscores, hence the other two. */
export function readKey(c: AppContext): SentKey | null {
  const bearer = /^Bearer\s+(.+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
  const places: readonly (readonly [KeyPlace, string | undefined])[] = [
    ["header api_key", c.req.header("api_key")],
    ["header x-api-key", c.req.header("x-api-key")],
    ["header Authorization", bearer],
    ["query parameter api_key", c.req.query("api_key")],
  ];
  for (const [place, sent] of places) {
    const secret = sent?.trim() ?? "";
    if (secret !== "") return { secret, place };
  }
  return null;
}
