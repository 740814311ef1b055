import { HonoBase } from "hono/hono-base";
import { Hono } from "hono/tiny";

import type { Isolate } from "../pipeline/isolate.ts";
import { analyticsRoutes } from "./analytics/routes.ts";
import { adoptRoutes } from "./adopt.ts";
import { refuse } from "./answer.ts";
import { drain } from "./body.ts";
import type { AppEnv } from "./context.ts";
import { deleteRoutes } from "./delete.ts";
import { exportRoutes } from "./export.ts";
import { subjectRoutes } from "./subjects.ts";
import { importRoutes } from "./import.ts";
import { getRoutes } from "./get.ts";
import { healthRoutes } from "./health.ts";
import { keyRoutes } from "./keys.ts";
import { rejectionRoutes } from "./rejections.ts";
import { listRoutes } from "./list.ts";
import { metricsRoutes } from "./metrics.ts";
import { RECEIVE_PATH, receiveRoutes } from "./receive.ts";
import { replayRejectionRoutes } from "./replay-rejections.ts";
import { referenceRoutes } from "./reference.ts";
import { PrefixFirstRouter } from "./router.ts";
import { logError, logRequests } from "./request-log.ts";
import { validateRoutes } from "./validate.ts";
import { replayRoutes } from "./replay.ts";

/**
 * The HTTP side. A trailing slash is served like the path without; nothing redirects but `pages`, which are for people and
 * come last.
 */
export function createApp(isolate: Isolate, pages: Hono<AppEnv> = new Hono<AppEnv>()) {
  // The router itself takes one trailing slash.
  return new HonoBase<AppEnv>({ router: new PrefixFirstRouter(RECEIVE_PATH) })
    .use(async (c, next) => {
      c.set("requestId", crypto.randomUUID());
      c.set("now", Date.now());
      c.set("isolate", isolate);
      c.set("noted", {});
      c.header("x-request-id", c.get("requestId"));
      // Answers hold what senders wrote: no browser may take one for a page.
      c.header("x-content-type-options", "nosniff");
      await next();
    })
    .use(logRequests)
    .route("/", receiveRoutes)
    .route("/", importRoutes)
    .route("/", listRoutes)
    .route("/", getRoutes)
    .route("/", replayRoutes)
    .route("/", adoptRoutes)
    .route("/", deleteRoutes)
    .route("/", exportRoutes)
    .route("/", subjectRoutes)
    .route("/", validateRoutes)
    .route("/", rejectionRoutes)
    .route("/", replayRejectionRoutes)
    .route("/", analyticsRoutes)
    .route("/", keyRoutes)
    .route("/", healthRoutes)
    .route("/", metricsRoutes)
    .route("/", referenceRoutes)
    .route("/", pages)
    .notFound(async (c) => {
      await drain(c.req.raw);
      // Without the path: `…/emails&api_key=…` is soon typed.
      return refuse(c, { code: "unknown_path" });
    })
    .onError((error, c) => {
      logError(c, error);
      return refuse(c, { code: "unavailable", isWrite: c.req.method === "POST" });
    });
}
