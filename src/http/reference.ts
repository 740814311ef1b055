import { Hono } from "hono/tiny";

import { readAssetText } from "./assets.ts";
import { allow } from "./auth.ts";
import type { AppContext, AppEnv } from "./context.ts";

const DOCUMENT = "/openapi.json";
const PAGE = "/docs";
const RENDERED = "/docs.html";

const STYLES = ["/tokens.css", "/docs.css"];

// A reference that is a few minutes behind a deployment does no harm.
const CACHED = "public, max-age=300";

/** The description of this API, for programs and for people. It says where this deployment is reached. */
export const referenceRoutes = new Hono<AppEnv>()
  .get(DOCUMENT, async (c) => {
    const document: object = JSON.parse(await readAssetText(c, DOCUMENT));
    return c.json({ ...document, servers: [{ url: originOf(c) }] }, 200, {
      "access-control-allow-origin": "*",
      "cache-control": CACHED,
    });
  })
  .all(DOCUMENT, allow("GET"))
  .get(PAGE, async (c) => {
    const [page = "", ...styles] = await Promise.all(
      [RENDERED, ...STYLES].map((path) => readAssetText(c, path)),
    );
    const style = styles.join("");
    const filled = page.replace("{style}", () => style).replaceAll("{origin}", originOf(c));
    return c.html(filled, 200, {
      "content-security-policy": `default-src 'none'; style-src 'sha256-${await digest(style)}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      "cache-control": CACHED,
    });
  })
  .all(PAGE, allow("GET"));

function originOf(c: AppContext): string {
  return new URL(c.req.url).origin;
}

async function digest(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(hash)));
}
