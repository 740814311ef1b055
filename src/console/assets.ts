import { Hono } from "hono/tiny";

import { readAssetText } from "../http/assets.ts";
import type { AppEnv } from "../http/context.ts";

// A look that is a few minutes behind a deployment does no harm.
const CACHED = { "cache-control": "public, max-age=300" };

export const assetRoutes = new Hono<AppEnv>()
  .get("/console.css", async (c) => {
    const parts = await Promise.all(["/tokens.css", "/console.css"].map((path) => readAssetText(c, path)));
    return c.body(parts.join(""), 200, { ...CACHED, "content-type": "text/css; charset=utf-8" });
  })
  .get("/console.js", async (c) =>
    c.body(await readAssetText(c, "/console.js"), 200, {
      ...CACHED,
      "content-type": "text/javascript; charset=utf-8",
    }),
  );
