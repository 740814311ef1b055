import { Hono } from "hono";

import { allow } from "./auth.ts";
import type { AppContext, AppEnv } from "./context.ts";
import type { Reference } from "./reference/document.ts";
import { renderPage } from "./reference/page.ts";

const DOCUMENT = "/openapi.json";
const PAGE = "/docs";

// A reference that is a few minutes behind a deployment does no harm.
const CACHED = "public, max-age=300";

/** The description of this API, for programs and for people. It says where this deployment is reached. */
export const referenceRoutes = new Hono<AppEnv>()
  .get(DOCUMENT, async (c) => {
    const document = await readDocument(c);
    return c.json(document, 200, { "access-control-allow-origin": "*", "cache-control": CACHED });
  })
  .all(DOCUMENT, allow("GET"))
  .get(PAGE, async (c) => {
    const [document, style] = await Promise.all([readDocument(c), readText(c, "/docs.css")]);
    return c.html(renderPage(document, style), 200, {
      "content-security-policy": `default-src 'none'; style-src 'sha256-${await digest(style)}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      "cache-control": CACHED,
    });
  })
  .all(PAGE, allow("GET"));

async function readDocument(c: AppContext): Promise<Reference> {
  const response = await readAsset(c, DOCUMENT);
  const document = await response.json<Reference>();
  return { ...document, servers: [{ url: new URL(c.req.url).origin }] };
}

async function readText(c: AppContext, path: string): Promise<string> {
  const response = await readAsset(c, path);
  return response.text();
}

async function readAsset(c: AppContext, path: string): Promise<Response> {
  const response = await c.env.ASSETS.fetch(new URL(path, c.req.url));
  if (!response.ok) throw new Error(`asset ${path} answers ${response.status}`);
  return response;
}

async function digest(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(hash)));
}
