import { readBody } from "../http/body.ts";
import type { AppContext } from "../http/context.ts";

/** The fields of a form that was sent; of one that is too large or no text none. */
export async function readForm(c: AppContext): Promise<URLSearchParams> {
  const body = await readBody(c.req.raw);
  return new URLSearchParams(body.ok ? body.text : "");
}
