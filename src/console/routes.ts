import { alertRoutes } from "./alerts.ts";

import { healthPageRoutes } from "./health.ts";
import { Hono } from "hono/tiny";
import type { AppEnv } from "../http/context.ts";
import { eventsRoutes } from "./events.ts";
import { conversationRoutes } from "./conversations.ts";
import { previewRoutes } from "./preview.ts";
import { campaignsRoutes } from "./campaigns.ts";
import { outcomesRoutes } from "./outcomes.ts";
import { connectRoutes } from "./connect.ts";
import { assetRoutes } from "./assets.ts";
import { refusedRoutes } from "./refused.ts";
import { keysRoutes } from "./keys.ts";
import { liveRoutes } from "./live.ts";
import { logError } from "../http/request-log.ts";
import { answerFragment } from "./page.ts";
import { downloadRoutes } from "./downloads.ts";
import { peopleRoutes } from "./people.ts";
import { callRoutes } from "./calls.ts";
import { signInRoutes } from "./sign-in.ts";
import { isSignedIn } from "./access.ts";
import { eventRoutes } from "./event.ts";
import { overviewPageRoutes } from "./overview.ts";

/** The pages for people: a face of the same workspace that the API serves. */
export const consoleRoutes = new Hono<AppEnv>()
  .get("/", (c) => c.redirect("/live", 303))
  .route("/", assetRoutes)
  .route("/", signInRoutes)
  .route("/", eventsRoutes)
  .route("/", eventRoutes)
  .route("/", previewRoutes)
  .route("/", refusedRoutes)
  .route("/", liveRoutes)
  .route("/", overviewPageRoutes)
  .route("/", campaignsRoutes)
  .route("/", outcomesRoutes)
  .route("/", conversationRoutes)
  .route("/", callRoutes)
  .route("/", connectRoutes)
  .route("/", keysRoutes)
  .route("/", peopleRoutes)
  .route("/", downloadRoutes)
  .route("/", alertRoutes)
  .route("/", healthPageRoutes)
  .get("*", async (c, next) => {
    // Programs are told as the API tells them, below /api in any case.
    if (!c.req.header("accept")?.includes("text/html") || /^\/api(\/|$)/.test(c.req.path)) return next();
    await isSignedIn(c);
    return answerFragment(c, "notices", { path: 1 }, 404);
  })
  .onError(async (error, c) => {
    logError(c, error);
    const response = await answerFragment(c, "notices", { trouble: c.get("requestId") }, 503);
    response.headers.set("retry-after", "5");
    return response;
  });
