import { Hono } from "hono/tiny";

import type { AppEnv } from "../context.ts";
import { callRoutes } from "./calls.ts";
import { conversationRoutes } from "./conversations.ts";
import { groupRoutes } from "./groups.ts";
import { outcomeRoutes } from "./outcomes.ts";
import { overviewRoutes } from "./overview.ts";

/** Every page of figures. */
export const analyticsRoutes = new Hono<AppEnv>()
  .route("/", overviewRoutes)
  .route("/", groupRoutes)
  .route("/", conversationRoutes)
  .route("/", callRoutes)
  .route("/", outcomeRoutes);
