import { Hono } from "hono/tiny";

import { metadata } from "./answer.ts";
import { allow, requireScope } from "./auth.ts";
import type { AppEnv } from "./context.ts";

const PATH = "/api/v2/api-key/validate";

export const validateRoutes = new Hono<AppEnv>()
  .get(PATH, requireScope(null), (c) => {
    const { key, workspaceName } = c.get("holder");
    return c.json({
      _metadata: metadata(c, "API key is valid"),
      status: "ok",
      valid: true,
      workspaceOId: key.workspaceId,
      workspaceName,
      keyOId: key.id,
      keyPrefix: key.prefix,
      label: key.label,
      providerName: key.provider,
      scopes: key.scopes,
      expiresAt: key.expiresAt === null ? null : new Date(key.expiresAt).toISOString(),
    });
  })
  .all(PATH, allow("GET"));
