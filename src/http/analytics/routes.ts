import { Hono } from "hono/tiny";

import { outcomeRoutes } from "./outcomes.ts";
import type { AppEnv } from "../context.ts";
import { conversationRoutes } from "./conversations.ts";
import { groupRoutes } from "./groups.ts";
import { overviewRoutes } from "./overview.ts";
import { callRoutes } from "./calls.ts";

/** Every page of figures. */
export const analyticsRoutes = new Hono<AppEnv>()
  .route("/", overviewRoutes)
  .route("/", groupRoutes)
  .route("/", conversationRoutes)
  .route("/", callRoutes)
  .route("/", outcomeRoutes);
